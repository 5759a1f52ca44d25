// The machine for tests that don't depend on its size.
namespace Osmosis.Kernel.Tests.Machines;

public sealed class OrdinaryMachine : IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options;
}
