namespace GanFlowTheory.Core

/// States of one point, as players see them.
module internal OnePoint =

    /// The coordinates of another player's point; a state of more points, or of another dimension where one is needed, is
    /// an argument error in that player's name.
    let coordinates (whose: string) (dimension: int option) (state: Particles) : float[] =
        let found = state.Nodes.Dimension
        let wanted = defaultArg dimension found

        if state.Nodes.Count <> 1 || found <> wanted then
            Guard.fail
                "state"
                (invariant
                    $"the state of the {whose} must be one point of R^{wanted}, but is {state.Nodes.Count} points of R^{found}.")

        state.Nodes.Data

    /// The inner product, of points of one dimension.
    let dot (a: float[]) (b: float[]) : float =
        Guard.sameLength "point" a.Length b.Length
        let mutable total = 0.0

        for k in 0 .. a.Length - 1 do
            total <- total + a[k] * b[k]

        total
