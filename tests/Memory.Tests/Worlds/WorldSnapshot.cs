// What a refused operation must leave as it was.
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>Tables, mappings and counters of a world at one moment, comparable.</summary>
public static class WorldSnapshot
{
    /// <summary>
    /// One line a fact, so that a difference is readable. Refusals of frees by the frame allocator are counted too:
    /// there must be none.
    /// </summary>
    public static string Take(World world)
    {
        ref FrameAllocator frames = ref world.Frames.Allocator;
        return string.Join(
            '\n',
            [
                $"frames: total {frames.TotalFrames}, free {frames.FreeFrames}, allocated {frames.AllocatedFrames}, "
                    + $"refused {frames.RefusedFrees}",
                $"paging: {world.Paging.MappedPages} pages, {world.Paging.PageTables} tables, W "
                    + $"0x{world.Paging.IdentityEnd:x}",
                .. world.Tables().Select(table => $"table {table.Key} in frame {table.Value}"),
                .. world.Mappings().Select(mapping => mapping.ToString()),
            ]);
    }
}
