namespace GanFlowTheory.Cli.Specs;

/// <summary>What of a file is read, as given; each is named after its option, and null stands for what is not given.</summary>
internal interface IDataSettings
{
    string? Columns { get; }

    string? Header { get; }

    string? Missing { get; }

    bool? DecimalComma { get; }
}
