namespace GanFlowTheory.Cli.Specs;

/// <summary>What of a file is read, as given.</summary>
internal sealed record DataSettings : IDataSettings
{
    public string? Columns { get; init; }

    public string? Header { get; init; }

    public string? Missing { get; init; }

    public bool? DecimalComma { get; init; }
}
