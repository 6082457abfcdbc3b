namespace GanFlowTheory;

/// <summary>What a rate schedule made of a look.</summary>
public enum RateVerdict
{
    /// <summary>There was nothing to compare with yet.</summary>
    Waited,

    /// <summary>There was a reference and no test.</summary>
    Untested,

    /// <summary>The model of now is closer.</summary>
    Success,

    /// <summary>It was not shown to be closer.</summary>
    Failure,

    /// <summary>The last of the failures in a row that cut the rate.</summary>
    Cut,
}
