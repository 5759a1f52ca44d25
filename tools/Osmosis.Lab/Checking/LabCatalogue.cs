using System.Reflection;

namespace Osmosis.Lab.Checking;

/// <summary>Every lab that the labs' folders define.</summary>
internal static class LabCatalogue
{
    public static IReadOnlyList<LabDefinition> All { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.IsSubclassOf(typeof(LabDefinition)) && !type.IsAbstract)
            .Select(type => (LabDefinition)Activator.CreateInstance(type)!)
            .OrderBy(lab => lab.Number),
    ];

    public static LabDefinition? Find(int number) => All.FirstOrDefault(lab => lab.Number == number);
}
