// What can be typed at the prompt. A command of your own needs a line here and one in Help.
using System;

namespace Kernel;

internal static class Commands
{
    /// <param name="line">A command's name, and its arguments behind a blank.</param>
    public static void Execute(ReadOnlySpan<byte> line)
    {
        int blank = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> name = blank < 0 ? line : line[..blank];
        ReadOnlySpan<byte> rest = blank < 0 ? [] : line[(blank + 1)..];
        if (name.SequenceEqual("help"u8))
        {
            Help();
        }
        else if (name.SequenceEqual("about"u8))
        {
            About();
        }
        else if (name.SequenceEqual("echo"u8))
        {
            Terminal.WriteLine(rest);
        }
        else if (name.SequenceEqual("peek"u8))
        {
            Peek(rest);
        }
        else if (name.SequenceEqual("fail"u8))
        {
            Fail(rest);
        }
        else if (name.SequenceEqual("exit"u8))
        {
            Exit(rest);
        }
        else
        {
            Terminal.Write(name);
            Terminal.WriteLine(": no such command; `help` lists them"u8);
        }
    }

    private static void Help()
    {
        Terminal.WriteLine("about           what was built, and with what"u8);
        Terminal.WriteLine("echo WORDS      prints the words"u8);
        Terminal.WriteLine("peek ADDRESS    prints the four bytes of memory at a hexadecimal address"u8);
        Terminal.WriteLine("fail INDEX      reads element INDEX of an array of three: 3 halts the kernel"u8);
        Terminal.WriteLine("exit [STATUS]   ends the machine; QEMU passes the status (below 64, hexadecimal) on"u8);
    }

    private static void About()
    {
        Terminal.Write(BuildInformation.Version);
        Terminal.Write(", commit "u8);
        Terminal.WriteLine(BuildInformation.Commit);
        Terminal.WriteLine(BuildInformation.Compiler);
    }

    private static unsafe void Peek(ReadOnlySpan<byte> text)
    {
        if (!Hexadecimal.TryParse(text, out uint address))
        {
            Terminal.WriteLine("peek needs a hexadecimal address, such as b8000"u8);
            return;
        }

        // Sound: paging is off, so every address can be read.
        Hexadecimal.Write(*(uint*)address);
        Terminal.WriteLine([]);
    }

    private static void Fail(ReadOnlySpan<byte> text)
    {
        if (!Hexadecimal.TryParse(text, out uint index))
        {
            Terminal.WriteLine("fail needs an index, such as 3"u8);
            return;
        }

        ReadOnlySpan<byte> numbers = [2, 3, 5];
        Hexadecimal.Write(numbers[(int)index]);
        Terminal.WriteLine([]);
    }

    private static void Exit(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            Machine.PowerOff();
        }
        else if (Hexadecimal.TryParse(text, out uint status) && status < Machine.StatusLimit)
        {
            Machine.Exit((byte)status);
        }
        else
        {
            Terminal.WriteLine("exit takes a hexadecimal status below 40"u8);
        }
    }
}
