using Osmosis.Programs.Records;

namespace Osmosis.Programs.Processes;

/// <summary>What is to be done next for a program that is being started.</summary>
public enum StartStage : byte
{
    /// <summary>Its arguments are being counted.</summary>
    CountArguments,

    /// <summary>Its environment is being counted.</summary>
    CountVariables,

    /// <summary>All is counted: its space can be made.</summary>
    Make,

    /// <summary>Its texts are being copied into the space.</summary>
    Copy,

    /// <summary>It can run.</summary>
    Done,
}

/// <summary>
/// How far a program is that is being started: it may have so many arguments that an execve is done in several turns of
/// its thread. The default value: nothing is done.
/// </summary>
public struct StartProgress
{
    public StartStage Stage;

    /// <summary>What has been counted.</summary>
    public TextSizes Sizes;

    /// <summary>The text that is copied next, its place, and the place of its address.</summary>
    public uint NextText;
    public uint Texts;
    public uint Words;

    /// <summary>The place behind the last text.</summary>
    public uint TextsEnd;

    /// <summary>What is there from <see cref="StartStage.Copy"/> on; its file is held as one that runs.</summary>
    public MadeProgram Made;

    /// <summary>Its short name.</summary>
    public ProcessName Name;

    /// <summary>Notes where the arguments end, if the next text is the first one behind them.</summary>
    internal bool EndArguments()
    {
        bool isEnd = NextText == Sizes.Arguments;
        Made.ArgumentsEnd = isEnd ? Texts : Made.ArgumentsEnd;
        return isEnd;
    }
}

/// <summary>How many texts there are.</summary>
public struct TextSizes
{
    public uint Arguments;
    public uint Variables;

    /// <summary>Of all of them, with their zeros, in bytes.</summary>
    public uint Bytes;

    /// <summary>Of the first argument.</summary>
    public uint FirstBytes;

    public readonly uint Count => Arguments + Variables;
}

/// <summary>A program in a space of its own.</summary>
public struct MadeProgram
{
    public uint Space;

    /// <summary>Where it starts, and its stack pointer then.</summary>
    public uint Entry;
    public uint Stack;

    /// <summary>Where its interpreter lies, as a load bias (AT_BASE); 0 without one.</summary>
    public uint InterpreterBase;

    /// <summary>Its arguments' texts: the first byte, and the one behind the last.</summary>
    public uint ArgumentsStart;
    public uint ArgumentsEnd;

    /// <summary>The file that is run: a script's interpreter.</summary>
    public Handle Executable;
}

/// <summary>Starts that come to nothing.</summary>
internal static class UnfinishedStart
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Takes back what a start has made, if it has made anything.</summary>
        public void Abandon(ref StartProgress progress)
        {
            if (progress.Stage >= StartStage.Copy)
            {
                system.Spaces.Release(progress.Made.Space);
                system.Files.LetGoProgram(progress.Made.Executable);
            }

            progress = default;
        }
    }
}
