// The class between checker and answer: it has the contract's methods, and each calls the student's static method.
using System.Reflection;
using System.Runtime.Loader;
using System.Text;

namespace Osmosis.Lab.Compiling;

internal static class AnswerShim
{
    /// <summary>The class's name in the compiled answer.</summary>
    public const string TypeName = "__Answer";

    /// <summary>An object with the contract's methods, of a compiled answer.</summary>
    public static object Load(AssemblyLoadContext context, byte[] image, byte[] symbols) => Activator.CreateInstance(
        context.LoadFromStream(new MemoryStream(image), new MemoryStream(symbols))
            .GetType(TypeName, throwOnError: true)!)!;

    /// <summary>The shim's source: a line a method.</summary>
    public static string Write(Type contract, string className)
    {
        StringBuilder source = new();
        source.AppendLine($"public sealed class {TypeName} : global::{contract.FullName}\n{{");
        foreach (MethodInfo method in MethodsOf(contract))
        {
            string parameters = string.Join(", ", method.GetParameters().Select(Declare));
            string arguments = string.Join(", ", method.GetParameters()
                .Select(parameter => (parameter.IsOut ? "out " : "") + parameter.Name));
            source.AppendLine($"    public {NameOf(method.ReturnType)} {method.Name}({parameters}) => "
                + $"global::{className}.{method.Name}({arguments});");
        }

        return source.Append('}').ToString();
    }

    /// <summary>The signature in a line of the shim, as a student writes it.</summary>
    public static string SignatureOf(string line) => line.Split("=>")[0].Trim()
        .Replace("global::Osmosis.Labs.", "", StringComparison.Ordinal)
        .Replace("public ", "public static ", StringComparison.Ordinal);

    private static IEnumerable<MethodInfo> MethodsOf(Type contract) =>
        contract.GetMethods().Concat(contract.GetInterfaces().SelectMany(inherited => inherited.GetMethods()));

    private static string Declare(ParameterInfo parameter) => parameter.IsOut
        ? $"out {NameOf(parameter.ParameterType.GetElementType()!)} {parameter.Name}"
        : $"{NameOf(parameter.ParameterType)} {parameter.Name}";

    private static string NameOf(Type type) =>
        type == typeof(uint) ? "uint"
        : type == typeof(bool) ? "bool"
        : type == typeof(void) ? "void"
        : $"global::{type.FullName}";
}
