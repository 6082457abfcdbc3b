namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad metrics along a log q that particles do not know.
[<RequireQualifiedAccess>]
module internal BadLogDensities =

    let private partly (change: LogDensityMotion<GaussianState> -> LogDensityMotion<GaussianState>) =
        let stein: Metric<GaussianState> = Metric.stein (Kernel.gaussian 1.0)
        Metric.withLogDensity (change stein.LogDensity.Value) stein

    let private rated (a: float) =
        partly (fun motion ->
            { motion with
                Rate = motion.Rate |> Option.map (fun rate -> rate >> Array.map (fun v -> a * v))
            })

    let private squared (a: float) =
        partly (fun motion ->
            { motion with
                Square = motion.Square |> Option.map (fun square -> square >> (fun v -> a * v))
            })

    let all: KnownBad list =
        let line = Scenes.inDimension 1

        let normal (_: Scene) =
            Density.ofMixture "p" (GaussianMixture.standard 1)

        let byParts = LogDensityLaws.byParts line StateKind.mildPairs
        let score = LogDensityLaws.score line StateKind.mildPairs "" normal

        [
            Flaw.bad "Stein without its repulsion" (byParts (rated 0.0))
            Flaw.bad "Stein with attraction for repulsion" (byParts (rated -1.0))
            Flaw.bad "half a trace of mixed derivatives" (byParts (squared 0.5))
            Flaw.bad "SVGD without its repulsion" (score (rated 0.0))
            Flaw.bad "SVGD with attraction for repulsion" (score (rated -1.0))
            Flaw.bad "a Stein discrepancy with the sign of its trace flipped" (score (squared -1.0))
            Flaw.bad
                "a log q of factor 1 whatever its multiple"
                (LogDensityLaws.tempered line StateKind.mildPairs normal (partly id) (fun _ metric p q ->
                    LogDensityLaws.moved 1.0 metric p q))
        ]
