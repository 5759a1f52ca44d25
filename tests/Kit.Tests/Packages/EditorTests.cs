// F5 in VS Code, without VS Code: what the template's .vscode says is done as the editor and its C/C++ extension do it.
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed class EditorTests(PackedKit kit)
{
    private const string Port = "1234";

    private readonly int _port = FreePort();

    [Fact]
    public async Task F5_boots_the_kernel_and_stops_it_at_a_line_of_CSharp()
    {
        JsonElement launch = Read("launch.json").GetProperty("configurations").EnumerateArray().Single();
        JsonElement boot = TaskOf(Text(launch, "preLaunchTask"));
        Assert.Equal("dotnet build -tl:off", string.Join(' ', Command(TaskOf(Text(boot, "dependsOn")))));
        string[] variables =
        [
            .. boot.GetProperty("options").GetProperty("env").EnumerateObject()
                .Select(variable => $"{variable.Name}={variable.Value.GetString()}"),
        ];
        Task<Typed> machine = kit.TypeAsync(kit.Kernel, ["env", .. variables, .. Command(boot)]);
        while (!IsServed() && !machine.IsCompleted)
        {
            await Task.Delay(50);
        }

        string program = Path.Combine(kit.Kernel, "Program.cs");
        string[] lines = await File.ReadAllLinesAsync(program);
        int line = Array.FindIndex(lines, text => text.Contains("Terminal.WriteLine(", StringComparison.Ordinal)) + 1;
        Typed gdb = await kit.TalkAsync(kit.Kernel, [.. Session(launch, $"{program}:{line}")], "gdb",
            "--interpreter=mi", "-nx");
        Typed ended = await machine;
        Assert.True(gdb.Status == 0, gdb.All + ended.All);
        string stop = $"\\*stopped,reason=\"breakpoint-hit\".*func=\"Program.Main\".*line=\"{line}\"";
        Assert.True(Regex.IsMatch(gdb.Output, stop), gdb.All);
        Assert.DoesNotContain("^error", gdb.Output, StringComparison.Ordinal);

        // The editor waits for this line; and when it ends the session, the task ends.
        string ready = Text(boot.GetProperty("problemMatcher").GetProperty("background"), "endsPattern");
        Assert.Contains(ended.Output.Split('\n'), output => Regex.IsMatch(output, ready));
        Assert.True(ended.Status == 0, ended.All);
    }

    /// <summary>Without it a C# file takes no breakpoint, as the extension C/C++ alone knows of none in it.</summary>
    [Fact]
    public void The_editor_offers_the_extensions_that_F5_needs() => Assert.Equal(
        ["ms-dotnettools.csharp", "ms-vscode.cpptools"],
        Read("extensions.json").GetProperty("recommendations").EnumerateArray().Select(name => name.GetString()));

    // What the extension sends for this kind of configuration (github.com/microsoft/MIEngine, DebuggedProcess), a
    // breakpoint set in the editor, and the end of the session.
    private IEnumerable<(string Await, string Type)> Session(JsonElement launch, string place)
    {
        Assert.Equal("cppdbg launch gdb", $"{Text(launch, "type")} {Text(launch, "request")} {Text(launch, "MIMode")}");
        Assert.True(launch.GetProperty("stopAtConnect").GetBoolean());
        yield return ("(gdb)", "-gdb-set mi-async on\n");
        yield return ("^done", $"-environment-cd \"{InFolder(launch, "cwd")}\"\n");
        yield return ("^done", $"-file-exec-and-symbols \"{InFolder(launch, "program")}\"\n");
        yield return ("^done", $"-target-select remote {Text(launch, "miDebuggerServerAddress")}\n");
        yield return ("^connected", $"-break-insert -f \"{place}\"\n");
        yield return ("^done,bkpt=", "-exec-continue\n");
        yield return ("breakpoint-hit", "-interpreter-exec console \"kill\"\n");
        yield return ("^done", "-gdb-exit\n");
    }

    private JsonElement TaskOf(string label) => Read("tasks.json").GetProperty("tasks").EnumerateArray()
        .Single(task => Text(task, "label") == label);

    private static string[] Command(JsonElement task) =>
    [
        Text(task, "command"), .. task.GetProperty("args").EnumerateArray().Select(word => word.GetString()!),
    ];

    // A connection made for a trial would be taken for the debugger's. The state 0A is listening (proc(5)).
    private bool IsServed() => Regex.IsMatch(
        File.ReadAllText("/proc/net/tcp") + File.ReadAllText("/proc/net/tcp6"), $":{_port:X4} [0-9A-F]+:0000 0A ");

    private string InFolder(JsonElement launch, string name) =>
        Text(launch, name).Replace("${workspaceFolder}", kit.Kernel, StringComparison.Ordinal);

    // The port is the one that both files say, but somebody on this machine may use it.
    private JsonElement Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(kit.Kernel, ".vscode", name));
        return JsonDocument.Parse(text.Replace($"localhost:{Port}", $"localhost:{_port}", StringComparison.Ordinal))
            .RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
