// An answer may prepare what it writes in a draft: then the line that copies the draft is not the one that is wrong.
namespace Osmosis.Lab.Checking;

internal static class Copies
{
    /// <summary>The last store that made something, through the copies of what the call itself has stored before.
    /// </summary>
    /// <param name="events">The events of one call.</param>
    /// <returns>The store; null when the call only handed on what was there before it.</returns>
    public static MachineEvent? LastMaking(IReadOnlyList<MachineEvent> events)
    {
        for (int at = events.Count - 1; at >= 0; at--)
        {
            if (events[at].Kind != MachineEventKind.Store)
            {
                continue;
            }

            int maker = at;
            while (IsCopy(events, maker) && LastStoreAt(events, events[maker - 1].Address, maker) is { } earlier)
            {
                maker = earlier;
            }

            // What was there before the call and went through a draft was only handed on.
            if (maker == at || !IsCopy(events, maker))
            {
                return events[maker];
            }
        }

        return null;
    }

    /// <summary>Whether a store writes what was loaded just before it, in the same line.</summary>
    private static bool IsCopy(IReadOnlyList<MachineEvent> events, int at) => at > 0
        && events[at - 1] is { Kind: MachineEventKind.Load } load && load.Old == events[at].Value
        && load.Stack is [AnswerLine from, ..] && events[at].Stack is [AnswerLine to, ..] && from == to;

    private static int? LastStoreAt(IReadOnlyList<MachineEvent> events, uint address, int before)
    {
        for (int at = before - 1; at >= 0; at--)
        {
            if (events[at].Kind == MachineEventKind.Store && events[at].Address == address)
            {
                return at;
            }
        }

        return null;
    }
}
