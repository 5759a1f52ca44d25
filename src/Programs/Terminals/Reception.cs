namespace Osmosis.Programs.Terminals;

/// <summary>What a byte that comes in does: flow control, signals, editing, and the end of a line.</summary>
public static class Reception
{
    extension<T>(ref Terminal<T> terminal)
        where T : struct, ITerminalOutput
    {
        /// <summary>
        /// Receives a byte from the line or the keyboard. False, and nothing has happened, when it can't
        /// (<see cref="Terminal{T}.CanReceive"/>).
        /// </summary>
        /// <param name="value">The byte.</param>
        /// <param name="signal">For the processes in the foreground.</param>
        public bool TryReceive(byte value, out Signal signal)
        {
            signal = Signal.None;
            if (!terminal.CanReceive)
            {
                return false;
            }

            if (terminal.Input.Count == InputQueue.Capacity)
            {
                // Only the last byte of a line that is too long is kept.
                terminal.Input.CutAt(terminal.Input.Head - 1);
            }

            if (terminal.IsLiteralNext)
            {
                terminal.IsLiteralNext = false;
                terminal.PutAndEcho(value);
            }
            else if (!terminal.ObeyFlowControl(value))
            {
                signal = terminal.SignalOf(value);
                if (signal == Signal.None)
                {
                    terminal.ReceiveCharacter(value);
                }
                else
                {
                    terminal.Interrupt(value);
                }
            }

            return true;
        }

        /// <summary>Whether it was for flow control, and nothing else happens.</summary>
        private bool ObeyFlowControl(byte value)
        {
            if (!terminal.Settings.Has(InputFlags.FlowControl))
            {
                return false;
            }

            bool isStart = terminal.Settings.Is(ControlCharacter.Start, value);
            if (isStart || terminal.Settings.Is(ControlCharacter.Stop, value))
            {
                terminal.IsStopped = !isStart;
                return true;
            }

            return false;
        }

        private Signal SignalOf(byte value) =>
            !terminal.Settings.Has(LocalFlags.Signals) ? Signal.None
            : terminal.Settings.Is(ControlCharacter.Interrupt, value) ? Signal.Interrupt
            : terminal.Settings.Is(ControlCharacter.Quit, value) ? Signal.Quit
            : terminal.Settings.Is(ControlCharacter.Suspend, value) ? Signal.TerminalStop
            : Signal.None;

        private void Interrupt(byte value)
        {
            if (!terminal.Settings.Has(LocalFlags.NoFlush))
            {
                terminal.Input.Clear();
            }

            terminal.IsStopped &= !terminal.Settings.Has(InputFlags.FlowControl);
            if (terminal.Settings.Has(LocalFlags.Echo))
            {
                terminal.Display.Echo(in terminal.Settings, value);
            }
        }

        private void ReceiveCharacter(byte value)
        {
            bool starts =
                terminal.Settings.Has(InputFlags.FlowControl) && terminal.Settings.Has(InputFlags.AnyByteStarts);
            terminal.IsStopped &= !starts;
            bool isReturn = value == Ascii.Return;
            if (isReturn && terminal.Settings.Has(InputFlags.IgnoreReturn))
            {
                return;
            }

            if (isReturn && terminal.Settings.Has(InputFlags.ReturnToLineFeed))
            {
                value = Ascii.LineFeed;
            }
            else if (value == Ascii.LineFeed && terminal.Settings.Has(InputFlags.LineFeedToReturn))
            {
                value = Ascii.Return;
            }

            if (terminal.IsCanonical && (terminal.Edit(value) || terminal.EndLine(value)))
            {
                return;
            }

            if (isReturn && value == Ascii.LineFeed && terminal.Settings.Has(LocalFlags.Echo))
            {
                // One that came in as a line feed is shown as ^J.
                terminal.Display.EchoPlain(in terminal.Settings, value);
                terminal.Input.Put(value);
                return;
            }

            terminal.PutAndEcho(value);
        }

        private void PutAndEcho(byte value)
        {
            if (terminal.Settings.Has(LocalFlags.Echo))
            {
                terminal.EchoFirst(value);
            }

            terminal.Input.Put(value);
        }

        private bool EndLine(byte value)
        {
            bool isFeed = value == Ascii.LineFeed;
            if (!isFeed && terminal.Settings.Is(ControlCharacter.EndOfFile, value))
            {
                terminal.Input.PutEndOfFile();
                return true;
            }

            bool isEnd = isFeed || terminal.Settings.Is(ControlCharacter.EndOfLine, value)
                || (terminal.Settings.Is(ControlCharacter.EndOfLine2, value)
                    && terminal.Settings.Has(LocalFlags.Extended));
            if (!isEnd)
            {
                return false;
            }

            if (isFeed && (terminal.Settings.Has(LocalFlags.Echo) || terminal.Settings.Has(LocalFlags.EchoLineFeed)))
            {
                terminal.Display.EchoPlain(in terminal.Settings, value);
            }
            else if (!isFeed && terminal.Settings.Has(LocalFlags.Echo))
            {
                terminal.EchoFirst(value);
            }

            terminal.Input.PutEnd(value);
            return true;
        }

        /// <summary>Shows a byte that comes next. The line begins with it if there is none before it.</summary>
        private void EchoFirst(byte value)
        {
            if (terminal.Input.Line == terminal.Input.Head)
            {
                terminal.Display.BeginLine();
            }

            terminal.Display.Echo(in terminal.Settings, value);
        }
    }
}
