// The project in a student's folder, which an editor and 'dotnet test' understand.
using System.Security;
using Osmosis.Cli;

namespace Osmosis.Lab.Folders;

/// <param name="Place">Where the labs' own files lie, as MSBuild is told it: <see cref="Home.Root"/>.</param>
/// <param name="Package">An item for the package that has them; nothing where they are there.</param>
/// <param name="Command">How the command is typed.</param>
internal sealed record StudentProject(string Place, string Package, string Command)
{
    private const string ProjectName = "Lab.csproj";

    /// <summary>With the files that this command itself uses.</summary>
    public static StudentProject OfHome() => new(SecurityElement.Escape(Home.Root), "", Home.Name);

    /// <summary>With the files of the package Osmosis.Tool, which a restore brings.</summary>
    public static StudentProject OfPackage(string version) => new(
        $"$(NuGetPackageRoot)/osmosis.tool/{version}/tools/net10.0/any",
        $"""
            <PackageDownload Include="Osmosis.Tool" Version="[{version}]" />
            """,
        "osmosis");

    /// <summary>Writes it.</summary>
    /// <param name="folder">The student's folder.</param>
    /// <param name="fileName">The student's file.</param>
    public void Write(string folder, string fileName)
    {
        // A repository's settings for its own projects are not for a student's folder that lies inside of it.
        string text = $"""
            <Project>
              <!-- For the editor, and for 'dotnet test'. '{Command} lab check' needs only {fileName}. -->
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
                <!-- Whatever the environment has as Platform. -->
                <Platform>AnyCPU</Platform>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <OsmosisHome>{Place}</OsmosisHome>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>disable</ImplicitUsings>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
                <IsTestingPlatformApplication>true</IsTestingPlatformApplication>
              </PropertyGroup>
              <ItemGroup>
                {Package}
                <AssemblyMetadata Include="OsmosisHome" Value="$(OsmosisHome)" />
                <Compile Include="{fileName}" />
                <Compile Include="$(OsmosisHome)/labs/Testing/Main/LabTestMain.cs" Visible="false" />
                <Reference Include="$(OsmosisHome)/artifacts/lab/Osmosis.Labs.dll" />
                <Reference Include="$(OsmosisHome)/artifacts/lab/Osmosis.Labs.Testing.dll" />
                <Reference Include="$(OsmosisHome)/artifacts/lab/Microsoft.Testing.Platform.dll" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
            </Project>

            """;
        File.WriteAllLines(Path.Combine(folder, ProjectName),
            text.TrimEnd().Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)));
        File.WriteAllText(Path.Combine(folder, "global.json"), """
            { "test": { "runner": "Microsoft.Testing.Platform" } }

            """);
    }
}
