// What v86's other half, explorer/scripts/machine.mjs, says when it can't go on.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Emulators;

public sealed class V86MachineTests : IDisposable
{
    // Instead of v86: it throws as v86 does at a double fault, in a turn of its own.
    private const string Failing = """
        export class V86 {
            add_listener() {
                setTimeout(() => { throw new RangeError("Maximum call stack size exceeded\nand more"); });
            }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-v86-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_emulator_that_gives_up_is_a_line_and_a_status()
    {
        await using V86Machine machine = await V86Machine.StartAsync(new V86Options(WithStandIn(), Checkout.Image));
        MachineEnd end = await machine.Ended.WaitAsync(TimeLimit.Patience);
        Assert.Equal(new MachineEnd(MachineEndKind.EmulatorFailed, 1, "RangeError: Maximum call stack size exceeded"),
            end);
        Assert.True(machine.HasTripleFaulted);
    }

    [Fact]
    public async Task A_missing_image_is_a_line_and_a_status()
    {
        EmulatorException refused = await Assert.ThrowsAsync<EmulatorException>(async () =>
        {
            await using V86Machine machine = await V86Machine.StartAsync(new V86Options(WithStandIn(), "/nonexistent"));
            throw new EmulatorException($"{await machine.Ended}");
        });
        Assert.Equal("the emulator ended with status 1: Error: ENOENT: no such file or directory, open '/nonexistent'",
            refused.Message);
    }

    private string WithStandIn()
    {
        DirectoryInfo package = _folder.CreateSubdirectory("node_modules/v86");
        File.Copy(Path.Combine(Checkout.Root, "explorer", "scripts", "machine.mjs"),
            Path.Combine(_folder.FullName, "machine.mjs"));
        File.WriteAllText(Path.Combine(package.FullName, "package.json"),
            """{ "name": "v86", "type": "module", "exports": "./v86.mjs" }""");
        File.WriteAllText(Path.Combine(package.FullName, "v86.mjs"), Failing);
        return _folder.FullName;
    }
}
