using System.Text;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Starting;

/// <summary>What a program finds at its stack pointer.</summary>
internal sealed record StartedStack(
    IReadOnlyList<string> Arguments, IReadOnlyList<string> Variables, IReadOnlyDictionary<uint, uint> Auxiliary)
{
    /// <param name="world">Where the program is about to start.</param>
    /// <param name="thread">Its thread.</param>
    public static StartedStack Read(ProgramWorld world, uint thread)
    {
        uint space = world.System.Processes[world.System.Processes.Thread(thread).Process].Space;
        uint at = world.System.Processes.Thread(thread).Registers.Esp;
        uint count = Word(at);
        List<string> arguments = [], variables = [];
        for (at += 4; Word(at) != 0; at += 4)
        {
            arguments.Add(Text(Word(at)));
        }

        for (at += 4; Word(at) != 0; at += 4)
        {
            variables.Add(Text(Word(at)));
        }

        Dictionary<uint, uint> auxiliary = [];
        for (at += 4; Word(at) != 0; at += 8)
        {
            auxiliary.Add(Word(at), Word(at + 4));
        }

        Assert.Equal(count, (uint)arguments.Count);
        return new StartedStack(arguments, variables, auxiliary);

        uint Word(uint address) => world.WordOf(thread, address);

        string Text(uint address)
        {
            byte[] bytes = new byte[200_000];
            Assert.Equal(
                SpaceError.None,
                world.System.Spaces.CopyText(space, new VirtualAddress(address), bytes, out uint length));
            return Encoding.Latin1.GetString(bytes, 0, (int)length);
        }
    }
}
