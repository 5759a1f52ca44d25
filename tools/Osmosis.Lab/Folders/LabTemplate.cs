// The template osmosis-lab of dotnet new: a student's folder of every lab that can be made without a seed's questions.
using System.Globalization;
using System.Text.Json;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Folders;

internal static class LabTemplate
{
    // In a folder that is made, another random number stands in its place.
    private const int Seed = 918_273_645;

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the template.</summary>
    /// <param name="folder">The folder to make.</param>
    /// <param name="version">The packages' version.</param>
    public static void Write(string folder, string version)
    {
        LabDefinition[] labs = [.. LabCatalogue.All.Where(lab => lab is CompiledLab)];
        StudentProject project = StudentProject.OfPackage(version);
        foreach (LabDefinition lab in labs)
        {
            FolderMaker.Fill(lab, Path.Combine(folder, Name(lab)), Seed, project);
        }

        string settings = Directory.CreateDirectory(Path.Combine(folder, ".template.config")).FullName;
        File.WriteAllText(
            Path.Combine(settings, "template.json"), JsonSerializer.Serialize(Settings(labs), _json) + "\n");
    }

    private static string Name(LabDefinition lab) => Name(lab.Number);

    private static Dictionary<string, object> Settings(LabDefinition[] labs) => new()
    {
        ["$schema"] = "http://json.schemastore.org/template",
        ["author"] = "The OS/mosis authors",
        ["classifications"] = new[] { "Lab", "Bare metal" },
        ["identity"] = "Osmosis.Templates.Lab",
        ["name"] = "Lab about virtual memory, with a grader that says why",
        ["shortName"] = "osmosis-lab",
        ["description"] = "A lab's text and a file to begin with. dotnet test judges it, rule by rule.",
        ["tags"] = new { language = "C#", type = "project" },
        ["defaultName"] = "MyLab",
        ["preferNameDirectory"] = true,
        ["symbols"] = new Dictionary<string, object>
        {
            ["lab"] = new
            {
                type = "parameter",
                datatype = "choice",
                description = "The lab's number.",
                isRequired = true,
                choices = labs.Select(lab => new { choice = Name(lab), description = lab.Title }),
            },
            ["seed"] = new
            {
                type = "generated",
                generator = "random",
                parameters = new { low = 1, high = 1_000_000 },
                replaces = Name(Seed),
            },
        },
        ["sources"] = labs.Select(lab => new
        {
            source = $"./{Name(lab)}/",
            target = "./",
            condition = $"(lab == \"{Name(lab)}\")",
        }),
        ["primaryOutputs"] = new[] { new { path = "Lab.csproj" } },
    };

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
