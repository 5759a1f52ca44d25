// Tests that run inside the kernel, on the machine that it boots on.
namespace Kernel;

internal static class HexadecimalTests
{
    [Test]
    internal static void Digits_are_a_number()
    {
        Check.True(Hexadecimal.TryParse("b8000"u8, out uint value));
        Check.Equal(0xB8000, value);
    }

    [Test]
    internal static void Other_letters_are_refused() => Check.False(Hexadecimal.TryParse("b800g"u8, out _));

    [Test]
    internal static void Nine_digits_are_too_many() => Check.False(Hexadecimal.TryParse("123456789"u8, out _));
}
