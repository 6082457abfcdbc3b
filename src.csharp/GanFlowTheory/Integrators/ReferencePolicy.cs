namespace GanFlowTheory;

/// <summary>Which earlier model a learning-rate schedule compares with.</summary>
public enum ReferencePolicy
{
    /// <summary>The paper's words: always the model of a fixed number of steps ago.</summary>
    Paper,

    /// <summary>The authors' released code: the oldest model of a memory that only successes move on, held while tests fail;
    /// a cut leaves the memory its last few models, so that it has to fill again before the next test.</summary>
    Released,
}
