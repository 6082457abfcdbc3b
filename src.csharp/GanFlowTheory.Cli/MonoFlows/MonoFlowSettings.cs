namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>Everything that decides what is shown of a loss, as given; each is named after its option, which says what it
/// is.</summary>
internal sealed record MonoFlowSettings
{
    public required string Loss { get; init; }
    public required string Range { get; init; }
}
