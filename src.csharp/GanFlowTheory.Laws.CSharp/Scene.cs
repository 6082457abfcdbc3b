using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>A generated case of two clouds with masses in the same dimension: small ones first, with points that coincide and clouds of one
/// point among them.</summary>
public sealed class Scene
{
    private readonly CoreLaws.Scene wrapped;

    internal Scene(CoreLaws.Scene wrapped) => this.wrapped = wrapped;

    /// <summary>The target.</summary>
    public Measure P => Measure.Of(wrapped.P.Measure);

    /// <summary>What flows.</summary>
    public Measure Q => Measure.Of(wrapped.Q.Measure);

    /// <summary>Both clouds.</summary>
    public override string ToString() => wrapped.ToString();
}
