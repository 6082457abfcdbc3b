namespace GanFlowTheory.Laws

/// Equations at every pair of points.
module internal PairEquations =

    /// The equations of each x with each y, given what names the pair, such as x = (0, 1), y = (2, 0).
    let at
        (xs: float[] seq)
        (ys: float[] seq)
        (equations: string -> float[] -> float[] -> Equation list)
        : Equation list =
        [
            for x in xs do
                for y in ys do
                    yield! equations $"x = {Show.numbers x}, y = {Show.numbers y}" x y
        ]
