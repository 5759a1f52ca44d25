using System;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Programs.Terminals;

/// <summary>
/// ioctl, as far as it is about the terminal alone. Whose terminal it is belongs to the processes.
/// </summary>
public static class TerminalControl
{
    // Arguments of TCFLSH and TCXONC.
    private const uint FlushInput = 0;
    private const uint FlushOutput = 1;
    private const uint FlushBoth = 2;
    private const uint StopOutput = 0;
    private const uint StartOutput = 1;

    extension<T>(ref Terminal<T> terminal)
        where T : struct, ITerminalOutput
    {
        /// <summary>
        /// Answers an ioctl. ENOTTY for a request that there isn't, and for those about sessions; EINVAL for a bad
        /// argument.
        /// </summary>
        /// <param name="request">Which.</param>
        /// <param name="argument">Its argument, where that is a number.</param>
        /// <param name="bytes">
        /// What the argument points to: as many bytes as the request's BytesIn says, copied from there, or its
        /// BytesOut, to be copied to there.
        /// </param>
        /// <param name="signal">For the processes in the foreground.</param>
        public Errno Control(TerminalRequest request, uint argument, Span<byte> bytes, out Signal signal)
        {
            signal = Signal.None;
            switch (request)
            {
                case TerminalRequest.GetSettings:
                    terminal.Settings.CopyTo(bytes);
                    return Errno.None;
                case TerminalRequest.SetSettings:
                case TerminalRequest.SetSettingsAfterOutput:
                    terminal.Set(TerminalSettings.From(bytes));
                    return Errno.None;
                case TerminalRequest.SetSettingsAndFlush:
                    terminal.Input.Clear();
                    terminal.Set(TerminalSettings.From(bytes));
                    return Errno.None;
                case TerminalRequest.GetSize:
                    MemoryMarshal.AsBytes(new Span<WindowSize>(ref terminal.Size)).CopyTo(bytes);
                    return Errno.None;
                case TerminalRequest.SetSize:
                    signal = terminal.Resize(MemoryMarshal.Read<WindowSize>(bytes));
                    return Errno.None;
                case TerminalRequest.CountInput:
                    CopyWord(terminal.Readable, bytes);
                    return Errno.None;
                case TerminalRequest.CountOutput:
                    CopyWord(0, bytes);
                    return Errno.None;
                case TerminalRequest.SendBreak:
                case TerminalRequest.SendLongBreak:
                    return Errno.None;
                case TerminalRequest.Flush:
                    return terminal.Flush(argument);
                case TerminalRequest.FlowControl:
                    return terminal.ControlFlow(argument);
                default:
                    return Errno.ENOTTY;
            }
        }

        /// <summary>A new size. SIGWINCH when it is another one.</summary>
        public Signal Resize(WindowSize size)
        {
            bool isSame = terminal.Size.Is(size);
            terminal.Size = size;
            return isSame ? Signal.None : Signal.WindowChange;
        }

        private void Set(TerminalSettings settings)
        {
            bool hadFlowControl = terminal.Settings.Has(InputFlags.FlowControl), wasCanonical = terminal.IsCanonical;
            terminal.Settings = settings;
            terminal.IsStopped &= !hadFlowControl || settings.Has(InputFlags.FlowControl);
            if (terminal.IsCanonical != wasCanonical)
            {
                terminal.Input.Restart(terminal.IsCanonical);
                terminal.IsLiteralNext = false;
            }
        }

        private Errno Flush(uint argument)
        {
            if (argument is FlushInput or FlushBoth)
            {
                terminal.Input.Clear();
            }

            return argument is FlushInput or FlushOutput or FlushBoth ? Errno.None : Errno.EINVAL;
        }

        private Errno ControlFlow(uint argument)
        {
            if (argument is not (StopOutput or StartOutput))
            {
                return Errno.EINVAL;
            }

            terminal.IsStopped = argument == StopOutput;
            return Errno.None;
        }
    }

    private static void CopyWord(uint value, Span<byte> bytes) =>
        MemoryMarshal.AsBytes(new Span<uint>(ref value)).CopyTo(bytes);
}
