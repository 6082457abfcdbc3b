namespace GanFlowTheory.Core

/// <summary>
/// A state is a chart on distributions: coordinates in R^P that give nodes and weights. Integrators move the
/// coordinates; functionals see the measure; the adjoint of the chart's derivative carries potentials back to the
/// coordinates.
/// </summary>
type IState<'q> =
    inherit IMeasure

    /// The coordinates, length P. Read only.
    abstract Coordinates: float[]

    /// The state of the same chart at other coordinates; takes ownership of the array.
    abstract At: coordinates: float[] -> 'q

    /// <summary>The adjoint of the chart's derivative on a potential c: the gradient in the coordinates of
    /// sum_i w_i c(x_i) with c held fixed, length P. Pairing it with a coordinate rate gives d/dt E_q c.</summary>
    abstract PullBack: c: Covector -> float[]

/// A state that uses the arrays of its pull-backs again.
type IReusing =

    /// Takes back an array that PullBack gave and that nobody reads any more.
    abstract GiveBack: pulled: float[] -> unit

/// <summary>A state whose nodes move: freely, so that any velocity at the nodes is a coordinate rate, or together, as
/// far as the chart lets them.</summary>
type ITransport =
    /// The coordinate rate, length P, of the node velocities, n x d: where the nodes do not move freely, of the nearest
    /// velocities in L2(q) that the chart allows.
    abstract OfVelocity: velocity: Points -> float[]

    /// The velocities, n x d, that OfVelocity follows: the given ones where the nodes move freely, their orthogonal
    /// projection in L2(q) otherwise. A metric on such a state is P K P, with P this projection: as symmetric and as
    /// positive as K.
    abstract Projected: velocity: Points -> Points

    /// The coordinate change, length P, of displacing every node by a vector of its own, n x d; None where nodes are no
    /// independent draws but carry the law together (a quadrature rule, quantiles), so that noise at the nodes is not
    /// noise of the law.
    abstract OfNoise: (Points -> float[]) option

/// <summary>A state whose weights move freely (mass is kept by normalising).</summary>
type IReaction =
    /// The coordinate rate, length P, of the growth rates d log w_i / dt, length n.
    abstract OfGrowth: growth: float[] -> float[]

/// <summary>A state whose Wasserstein-2 geometry is Euclidean in its coordinates.</summary>
type IFlat =
    /// <summary>The masses m, length P, such that sum_p m_p (a_p - b_p)^2 is the cost of moving each node of one state
    /// to the same node of another: W2^2 where that pairing is optimal, an upper bound of it elsewhere. None where the
    /// chart has no such masses.</summary>
    abstract Masses: float[] option

    /// <summary>The coordinates of the same law that cost least to reach from any state of the chart, read from given
    /// ones: sorted quantiles. The given ones where none cost less, or none are known to.</summary>
    abstract Nearest: coordinates: float[] -> float[]

    /// Whether the nodes are interchangeable, so that another pairing than that of each with itself may cost less.
    abstract Interchangeable: bool

/// Reading states whose geometry is Euclidean.
module internal FlatState =

    /// The coordinates of the same law that are nearest to any state of the chart; those given where the state knows no
    /// others.
    let nearest (q: 'q) : float[] -> float[] =
        match box q with
        | :? IFlat as chart -> chart.Nearest
        | _ -> id
