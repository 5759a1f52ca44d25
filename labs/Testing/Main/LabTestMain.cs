// The entry of a student's project: it runs the checks. The student's own file is judged from its text.
internal static class LabTestMain
{
    private static System.Threading.Tasks.Task<int> Main(string[] args) =>
        Osmosis.Labs.Testing.LabTests.RunAsync(args);
}
