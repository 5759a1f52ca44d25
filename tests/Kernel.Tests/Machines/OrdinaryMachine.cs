// The machine for tests to which its size does not matter.
namespace Osmosis.Kernel.Tests.Machines;

public sealed class OrdinaryMachine : IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options;
}
