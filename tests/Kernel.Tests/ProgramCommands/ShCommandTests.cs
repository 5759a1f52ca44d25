// ./osmosis sh: a script gives what the same busybox gives on Linux, and at a terminal a person gets a shell.
using System.Diagnostics;
using System.Text;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class ShCommandTests(SessionFiles files) : IClassFixture<SessionFiles>
{
    // What lies on the build machine's own disk is left alone.
    private const string Script = """
        x=3; echo $((x * 14)); for i in 1 2 3; do echo "line $i"; done | sort -r
        mkdir -p /tmp/osmosis-sh/a/b && cd /tmp/osmosis-sh || exit 9
        seq 1 200 > numbers; wc -l < numbers; md5sum numbers; head -3 numbers | tail -1
        awk '{ sum += $1 } END { print sum }' numbers
        cat <<END | sed 's/o/0/g'
        hello world
        END
        ln -s ../numbers a/link; readlink a/link; find . | sort; grep -c 7 a/link
        tar cf - numbers | tar tf -; dd if=numbers bs=100 count=1 2>/dev/null | sha256sum
        printf 'b\na\n' | while read -r l; do echo "[$l]"; done
        (exit 4); echo $?; nosuch 2>/dev/null; echo $?; test -L a/link && echo link
        f() { echo "f $1"; return 6; }; f x; echo $?; echo $(echo nested $(echo twice))
        cd /; rm -r /tmp/osmosis-sh; ls /tmp/osmosis-sh 2>&1 | wc -l
        exit 7

        """;

    [Fact]
    public async Task A_script_gives_what_it_gives_on_Linux()
    {
        byte[] script = Encoding.UTF8.GetBytes(Script);
        ProgramOutput here = await ProgramOutput.OfAsync(Path.Combine(Checkout.Root, "osmosis"), ["sh"], script);
        ProgramOutput there = await files.RunOnLinuxAsync(script);
        Assert.Equal(there.Text.Split('\n'), here.Text.Split('\n'));
        Assert.Equal((7, 7), (there.Status, here.Status));
        Assert.Equal("", here.ErrorText);
    }

    [Fact]
    public async Task The_first_files_are_those_that_a_person_expects()
    {
        ProgramOutput sh =
            await ProgramOutput.OfAsync(Path.Combine(Checkout.Root, "osmosis"), ["sh"], Encoding.UTF8.GetBytes("""
                pwd; ls /; echo ~; ls /demos; id -un; stat -c %a /tmp /root; hello; /usr/bin/env | grep ^PATH
                echo | sed -n '/^root:/p' /etc/passwd
                poweroff
                """));
        Assert.Equal(
            [
                "/root", "bin", "demos", "dev", "etc", "home", "proc", "root", "sbin", "tmp", "usr", "/root", "cow",
                "hello", "hog", "lazy", "segv",
                "share", "stack", "root", "1777", "700", "PATH=/bin:/demos", "root:x:0:0:root:/root:/bin/sh",
            ],
            sh.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.Contains("Hello", StringComparison.Ordinal)
                    && !line.Contains("sum", StringComparison.Ordinal)));
        Assert.Equal(0, sh.Status);
    }

    [Fact]
    public async Task At_a_terminal_exit_leads_to_the_monitor_and_halt_leaves()
    {
        string[] words = Terminal.Words($"'{Path.Combine(Checkout.Root, "osmosis")}' sh");
        ProcessStartInfo start = new(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        };
        start.Environment[Checkout.TestedVariable] = Checkout.Tested;
        using Process script = Process.Start(start)!;
        StringBuilder seen = new();
        await TypeAsync("~ # ", "echo $((6 * 7)); exit\r");
        await TypeAsync("osmosis> ", "run /bin/echo again\r");
        await TypeAsync("osmosis> ", "halt\r");
        string[] lines = [.. seen.ToString().Split('\n').Select(line => line.Trim())];
        Assert.Contains("42", lines);
        Assert.Contains("again", lines);
        await script.WaitForExitAsync(new CancellationTokenSource(TimeLimit.Patience).Token);
        Assert.Equal(0, script.ExitCode);

        async Task TypeAsync(string prompt, string keys)
        {
            int from = seen.Length;
            char[] buffer = new char[1024];
            using CancellationTokenSource limit = new(TimeLimit.LongestCommand);
            while (!seen.ToString(from, seen.Length - from).Contains(prompt, StringComparison.Ordinal))
            {
                int count = await script.StandardOutput.ReadAsync(buffer.AsMemory(), limit.Token);
                Assert.True(count > 0, seen.ToString());
                seen.Append(buffer, 0, count);
            }

            await script.StandardInput.WriteAsync(keys);
            await script.StandardInput.FlushAsync();
        }
    }

    [Fact]
    public async Task Another_busybox_is_looked_at_first()
    {
        ProgramOutput sh =
            await ProgramOutput.OfAsync(Path.Combine(Checkout.Root, "osmosis"), ["sh", "--busybox", "/bin/true"], []);
        Assert.Equal(1, sh.Status);
        Assert.Contains("/bin/true is a 64-bit program", sh.ErrorText, StringComparison.Ordinal);
    }
}
