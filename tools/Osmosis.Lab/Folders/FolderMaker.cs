// Makes a student's folder: text, starter, and a project that an editor and 'dotnet test' understand.
using System.Security;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Folders;

internal static class FolderMaker
{
    private const string ProjectName = "Lab.csproj";

    /// <param name="lab">The lab.</param>
    /// <param name="path">The folder, which may not hold anything yet.</param>
    /// <param name="from">The folder of an earlier lab whose file is taken along; null for the starter.</param>
    /// <param name="seed">The number that makes the questions; null for a random one.</param>
    public static void Make(LabDefinition lab, string path, string? from, int? seed)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new LabException($"{path} is there already, and not an empty folder");
        }

        string? taken = from is null ? null : FileOf(from, lab);
        LabFolder source = LabFolder.Of(lab.Number);
        StudentFolder folder = StudentFolder.Create(path, lab, seed ?? Random.Shared.Next(1, 1_000_000));
        File.Copy(source.Text, Path.Combine(path, "README.md"));
        foreach (string file in Directory.Exists(source.Start) ? Directory.GetFiles(source.Start) : [])
        {
            File.Copy(file, Path.Combine(path, Path.GetFileName(file)));
        }

        if (taken is not null)
        {
            File.Copy(taken, folder.File, overwrite: true);
        }

        lab.Prepare(path, folder.Seed);
        if (lab is CompiledLab)
        {
            WriteProject(path, lab.FileName);
        }

        File.WriteAllText(Path.Combine(path, ".gitignore"), "bin/\nobj/\n.lab/\n");
    }

    private static string FileOf(string folder, LabDefinition lab)
    {
        StudentFolder earlier = StudentFolder.Open(folder);
        return earlier.Lab.FileName == lab.FileName && File.Exists(earlier.File)
            ? earlier.File
            : throw new LabException($"{folder} has no {lab.FileName} that could go on here");
    }

    // The repository's settings for its own projects are not for a student's folder that lies inside of it.
    private static void WriteProject(string path, string fileName)
    {
        string home = SecurityElement.Escape(LabFolder.Checkout);
        File.WriteAllText(Path.Combine(path, ProjectName), $"""
            <Project>
              <!-- For the editor, and for 'dotnet test'. './osmosis lab check' needs only {fileName}. -->
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
                <OsmosisHome>{home}</OsmosisHome>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>disable</ImplicitUsings>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
                <IsTestingPlatformApplication>true</IsTestingPlatformApplication>
              </PropertyGroup>
              <ItemGroup>
                <AssemblyMetadata Include="OsmosisHome" Value="$(OsmosisHome)" />
                <Compile Include="{fileName}" />
                <Compile Include="$(OsmosisHome)/labs/Testing/Main/LabTestMain.cs" Visible="false" />
                <Reference Include="$(OsmosisHome)/artifacts/lab/Osmosis.Labs.dll" />
                <Reference Include="$(OsmosisHome)/artifacts/lab/Osmosis.Labs.Testing.dll" />
                <Reference Include="$(OsmosisHome)/artifacts/lab/Microsoft.Testing.Platform.dll" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
            </Project>

            """);
        File.WriteAllText(Path.Combine(path, "global.json"), """
            { "test": { "runner": "Microsoft.Testing.Platform" } }

            """);
    }
}
