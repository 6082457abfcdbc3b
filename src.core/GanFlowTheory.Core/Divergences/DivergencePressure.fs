namespace GanFlowTheory.Core

open System

/// The pressures of divergences on grids.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Pressure =

    let private nodes = GaussLegendre.rule 8 0.0 1.0

    // Phi(w) = int_u^inf h'(s) e^(-s) ds by panels of length 1 (8 Gauss-Legendre points: exponentials of rate up to 4
    // to 1e-12), until they add nothing.
    let private tail (f: FDivergence) (u: float) : float =
        let top = f.LogMobility u
        let mutable total = 0.0
        let mutable panel = 0
        let mutable more = true

        while more do
            let mutable part = 0.0

            for struct (x, weight) in nodes do
                let t = float panel + x
                part <- part + weight * exp (f.LogMobility(u + t) - top - t)

            total <- total + part
            panel <- panel + 1
            more <- part > 1e-17 * total && panel < 2000

        exp (top - u) * total

    let private logRatio (w: float) =
        if w = 0.0 then Double.PositiveInfinity else -log w

    // From the record alone: -f', or, where f' has a finite limit at r = inf, that limit less f', by the integral of
    // its derivative once the difference has lost three digits.
    let private general (f: FDivergence) : Pressure =
        let limit = f.Slope Double.PositiveInfinity

        let value w =
            let u = logRatio w
            let slope = f.Slope u

            if not (Double.IsFinite limit) then -slope
            elif w = 0.0 then 0.0
            elif limit - slope >= 1e-3 * abs limit then limit - slope
            else tail f u

        {
            Value = value
            Slope = fun w -> f.Mobility(logRatio w)
            // The ends hold the maximum where h' is monotone, as for every named divergence but those that peak; a fine
            // sampling finds a peak to 1e-4 of it or better for h' that vary by a factor of e per unit of log r.
            Steepest =
                fun low high ->
                    let a, b = logRatio high, min (logRatio low) (logRatio high + 1500.0)
                    let samples = 1 + int (ceil (min 1500.0 (b - a)) * 64.0)

                    let inner =
                        Seq.init (samples + 1) (fun k -> f.Mobility(a + (b - a) * float k / float samples))
                        |> Seq.max

                    max inner (f.Mobility(logRatio low))
        }

    /// The pressure from the record alone, without closed forms.
    let ofRecord (f: FDivergence) : Pressure = general f

    /// The pressure of a divergence: its own, or by quadrature.
    let ofDivergence (f: FDivergence) : Pressure =
        f.Pressure |> Option.defaultWith (fun () -> general f)
