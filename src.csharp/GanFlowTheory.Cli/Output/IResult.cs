namespace GanFlowTheory.Cli.Output;

/// <summary>What came of a plan.</summary>
internal interface IResult
{
    /// <summary>What is wrong with it though it is there; null for nothing.</summary>
    string? Warning { get; }

    /// <summary>Why it did not reach its goal, in a sentence; null where it did.</summary>
    string? Failure { get; }
}
