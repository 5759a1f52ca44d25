using Osmosis.Programs.Tests.Files;

namespace Osmosis.Programs.Tests.Starting;

/// <summary>Arguments and environment as execve is given them.</summary>
internal static class TextVectors
{
    /// <summary>The texts, one behind another from an address on, and the vectors of their addresses.</summary>
    public static (byte[] Texts, byte[] Addresses) At(uint start, params string[][] vectors)
    {
        List<byte> texts = [];
        List<uint> addresses = [];
        foreach (string[] vector in vectors)
        {
            foreach (string text in vector)
            {
                addresses.Add(start + (uint)texts.Count);
                texts.AddRange(FileWorld.Bytes(text + '\0'));
            }

            addresses.Add(0);
        }

        return ([.. texts], [.. addresses.SelectMany(BitConverter.GetBytes)]);
    }
}
