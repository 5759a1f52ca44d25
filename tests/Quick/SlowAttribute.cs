// Marks tests that ./osmosis test --quick leaves out.
using Xunit.v3;

namespace Osmosis.Tests;

/// <summary>A test, or a class of tests, that takes seconds.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("pace", "slow")];
}
