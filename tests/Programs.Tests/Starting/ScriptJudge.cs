// Scripts on the host: what their interpreter, printf, is given there.
using System.Diagnostics;
using System.Text;

namespace Osmosis.Programs.Tests.Starting;

internal static class ScriptJudge
{
    /// <summary>
    /// What printf prints for a format without numbers: it is used again as long as there are texts.
    /// </summary>
    public static string Print(string format, string[] texts)
    {
        format = format.Replace("\\n", "\n", StringComparison.Ordinal);
        int places = format.Split("%s").Length - 1;
        StringBuilder printed = new();
        int next = 0;
        do
        {
            string[] parts = format.Split("%s");
            printed.Append(parts[0]);
            for (int i = 0; i < places; i++, next++)
            {
                printed.Append(next < texts.Length ? texts[next] : "").Append(parts[i + 1]);
            }
        }
        while (places != 0 && next < texts.Length);
        return printed.ToString();
    }

    /// <summary>What is printed when the first script runs; null when Linux refuses to run it.</summary>
    public static string? RunOnLinux(string[] scripts)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-scripts");
        try
        {
            for (int i = 0; i < scripts.Length; i++)
            {
                string path = Path.Combine(folder.FullName, $"{(char)('a' + i)}");
                File.WriteAllText(path, scripts[i]);
            }

            ProcessStartInfo start = new("/bin/sh", ["-c", "chmod 700 *; exec ./a 1 '2 3' 2>/dev/null"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start)!;
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? printed : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
