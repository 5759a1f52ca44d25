// Translates the native compiler's names of methods and types to names as a C# programmer writes them. Mangling loses
// the separators between parts, so every method of the assemblies is mangled the same way and the names are compared.
using System;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Osmosis.Symbols;

internal sealed partial class MethodNames
{
    // C#'s keywords for the compiler's names of simple types in generic arguments.
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["Boolean"] = "bool",
        ["Char"] = "char",
        ["Int8"] = "sbyte",
        ["UInt8"] = "byte",
        ["Int16"] = "short",
        ["UInt16"] = "ushort",
        ["Int32"] = "int",
        ["UInt32"] = "uint",
        ["Int64"] = "long",
        ["UInt64"] = "ulong",
    };

    private readonly Dictionary<string, FunctionName> _names = [];
    private readonly Dictionary<string, string> _types = [];

    public MethodNames(IEnumerable<string> assemblies)
    {
        foreach (string path in assemblies)
        {
            using PEReader file = new(File.OpenRead(path));
            MetadataReader reader = file.GetMetadataReader();
            string assembly = Sanitise(reader.GetString(reader.GetAssemblyDefinition().Name));
            foreach (TypeDefinitionHandle type in reader.TypeDefinitions)
            {
                AddMethods(reader, assembly, type);
            }
        }
    }

    /// <summary>
    /// The name of a linker symbol's method, without generic arguments, and the same for all overloads. A method that
    /// the compiler made up, and that is in no assembly, keeps its symbol.
    /// </summary>
    public FunctionName Of(string symbol)
    {
        string plain = WithoutGenericArguments(symbol);
        return _names.TryGetValue(plain, out FunctionName name)
            || _names.TryGetValue(OverloadNumber().Replace(plain, ""), out name)
            ? name
            : new FunctionName("", "", symbol);
    }

    /// <summary>The type's name for a name of the compiler, with generic arguments and without namespaces.</summary>
    public string OfType(string mangled)
    {
        int arguments = mangled.IndexOf('<', StringComparison.Ordinal);
        string plain = WithoutGenericArguments(mangled);
        string name = _types.GetValueOrDefault(plain) ?? Keywords.GetValueOrDefault(plain, plain);
        if (arguments < 0)
        {
            return name;
        }

        string between = mangled[(arguments + 1)..mangled.LastIndexOf('>')];
        return $"{name}<{string.Join(',', Arguments(between).Select(OfType))}>";
    }

    /// <summary>
    /// A method's name in source: <c>Outer.Local</c> for a local function, <c>Outer.lambda</c> for a lambda.
    /// </summary>
    internal static string Readable(string method)
    {
        Match local = LocalFunction().Match(method);
        if (local.Success)
        {
            return $"{Readable(local.Groups["outer"].Value)}.{local.Groups["name"].Value}";
        }

        Match lambda = Lambda().Match(method);
        return lambda.Success ? $"{Readable(lambda.Groups["outer"].Value)}.lambda" : method;
    }

    private void AddMethods(MetadataReader reader, string assembly, TypeDefinitionHandle handle)
    {
        List<string> types = [];
        TypeDefinition type = reader.GetTypeDefinition(handle);
        types.Add(reader.GetString(type.Name));
        TypeDefinition outermost = type;
        while (!outermost.GetDeclaringType().IsNil)
        {
            outermost = reader.GetTypeDefinition(outermost.GetDeclaringType());
            types.Insert(0, reader.GetString(outermost.Name));
        }

        string typeNamespace = reader.GetString(outermost.Namespace);
        string mangled = Sanitise(string.Join('_',
            (string[])[.. typeNamespace.Length > 0 ? [typeNamespace] : Array.Empty<string>(), .. types]));
        string readable = string.Join('.', types.Select(name => name.Split('`')[0]));
        _types.TryAdd($"{assembly}_{mangled}", readable);
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            string name = reader.GetString(reader.GetMethodDefinition(method).Name);
            _names.TryAdd($"{assembly}_{mangled}__{Sanitise(name)}",
                new FunctionName(typeNamespace, readable, Readable(name)));
        }
    }

    // As in the native compiler: characters that are neither letters nor digits become '_'.
    private static string Sanitise(string name) =>
        new([.. name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')]);

    // Arguments are separated by two underscores, and may have arguments of their own.
    private static IEnumerable<string> Arguments(string list)
    {
        (int depth, int start) = (0, 0);
        for (int i = 0; i < list.Length; i++)
        {
            depth += list[i] == '<' ? 1 : list[i] == '>' ? -1 : 0;
            if (depth == 0 && list.AsSpan(i).StartsWith("__", StringComparison.Ordinal))
            {
                yield return list[start..i];
                start = i + 2;
                i++;
            }
        }

        yield return list[start..];
    }

    private static string WithoutGenericArguments(string symbol)
    {
        StringBuilder plain = new();
        int depth = 0;
        foreach (char character in symbol)
        {
            depth += character == '<' ? 1 : 0;
            if (depth == 0)
            {
                plain.Append(character);
            }

            depth -= character == '>' ? 1 : 0;
        }

        return plain.ToString();
    }

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex OverloadNumber();

    [GeneratedRegex(@"^<(?<outer>.+)>g__(?<name>.+)\|[\d_]+$")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"^<(?<outer>.+)>b__[\d_]+$")]
    private static partial Regex Lambda();
}
