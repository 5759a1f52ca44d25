using System.Text;

namespace Osmosis.Testing.Host;

/// <summary>Reads lines. One that the machine's end cut off is none.</summary>
/// <param name="stream">UTF-8.</param>
internal sealed class ReportReader(Stream stream)
{
    private readonly byte[] _one = new byte[1];

    /// <summary>The next line without its end; null when no further one comes.</summary>
    public async Task<string?> ReadLineAsync()
    {
        List<byte> line = [];
        try
        {
            // A byte a time: the machine sends no faster.
            while (await stream.ReadAsync(_one) > 0)
            {
                if (_one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]);
                }

                line.Add(_one[0]);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // QEMU was killed, or this end was closed.
        }

        return null;
    }
}
