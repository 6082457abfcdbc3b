using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>One disturbance at growing strength.</summary>
/// <param name="Name">The name of the disturbance.</param>
/// <param name="Description">What it does at strength s.</param>
/// <param name="Readings">A reading for each strength.</param>
public sealed record DisturbanceCourse(string Name, string Description, IReadOnlyList<DisturbanceReading> Readings)
{
    internal static DisturbanceCourse Of(Core.DisturbanceCourse c) =>
        new(c.Name, c.Description, c.Readings.Map(DisturbanceReading.Of));
}
