namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// What definitions of penalties see.
[<NoComparison; NoEquality>]
type internal PenaltyScene =
    {
        /// The witness, and the critic's outputs, anywhere.
        Witness: float[][] -> float[][]
        Outputs: float[][] -> float[][]
        /// What each layer gives anywhere, the outputs last.
        Layers: float[][] -> float[][][]
        /// The points of both laws, and their weights.
        Target: float[][]
        Current: float[][]
        TargetWeights: float[]
        CurrentWeights: float[]
        /// Points on segments.
        Between: float[][]
        /// The step of difference quotients.
        Step: float
    }

/// Laws of what a critic network pays, and of the points that it pays at.
[<RequireQualifiedAccess>]
module internal CriticPenaltyLaws =

    let private square (v: float) = v * v

    // The root of the sum of the squares of all derivatives at a point.
    let private slope (jacobian: float[][]) : float =
        sqrt (jacobian |> Array.sumBy (Array.sumBy square))

    let private aroundOne (weight: float) (f: float[][] -> float[][]) (scene: PenaltyScene) : float =
        weight
        * (CriticScenes.jacobians scene.Step f scene.Between
           |> Array.averageBy (fun jacobian -> square (slope jacobian - 1.0)))

    /// The penalties by loops over points and coordinates, derivatives by difference quotients.
    let formulas: (CriticPenalty * (PenaltyScene -> float)) list =
        [
            CriticPenalty.witnessGradient 10.0, (fun scene -> aroundOne 10.0 scene.Witness scene)
            CriticPenalty.criticGradient 0.5, (fun scene -> aroundOne 0.5 scene.Outputs scene)
            CriticPenalty.r1 3.0,
            (fun scene ->
                let slopes =
                    CriticScenes.jacobians scene.Step scene.Witness scene.Target |> Array.map slope

                Seq.sum (Seq.map2 (fun w s -> 1.5 * w * square s) scene.TargetWeights slopes))
            CriticPenalty.activations 0.25,
            (fun scene ->
                let mean (w: float[]) (points: float[][]) =
                    scene.Layers points
                    |> Array.sumBy (fun layer ->
                        Seq.sum (Seq.map2 (fun w row -> w * Array.averageBy square row) w layer))

                0.25
                * (mean scene.TargetWeights scene.Target + mean scene.CurrentWeights scene.Current))
        ]

    // Two hidden layers of tanh by loops.
    let private layers (sizes: int list) (theta: float[]) (points: float[][]) : float[][][] =
        let steps = List.pairwise sizes

        let folder (before: float[][], offset) (at, (inputs, outputs)) =
            let after =
                before
                |> Array.map (fun row ->
                    Array.init outputs (fun k ->
                        let sum =
                            Seq.sum (Seq.init inputs (fun i -> row[i] * theta[offset + i * outputs + k]))
                            + theta[offset + inputs * outputs + k]

                        if at < steps.Length - 1 then tanh sum else sum))

            after, offset + inputs * outputs + outputs

        List.scan folder (points, 0) (List.indexed steps)
        |> List.tail
        |> List.map fst
        |> List.toArray

    /// A penalty is what its page says.
    let definition (direct: PenaltyScene -> float) (loss: AdversarialLoss) (penalty: CriticPenalty) : Law =
        Law.forAll
            {
                Name = "critic-penalty-formula"
                Statement =
                    "A penalty is its documented formula: (|grad f| - 1)^2 at points on segments and |grad f|^2 at those of p, f the witness with "
                    + "its batch held and the norm over all coordinates, and the mean squares of all layers."
                Source = "BSAG18-9"
                Judge = CriticScenes.judge
            }
            $"{penalty.Name} on {loss.Name}"
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let d = sample.Dimension
                let n, m = p.Nodes.Count, q.Nodes.Count
                let sizes = [ d; 4; 3; defaultArg loss.Outputs 3 ]
                let network = Network.multilayer sizes Activation.Tanh
                let seed = Seed.create sample.Seed
                let between = CriticScenes.between seed p q
                let inputs = CriticScenes.inputs seed network p q between
                let segments = Points.ofRowMajor (between.Length / d) d between

                match CriticScenes.stepAt network inputs.Theta [ p.Nodes; q.Nodes; segments ] with
                | None -> []
                | Some step ->
                    let at (f: CriticBatch -> Tensor) (points: float[][]) =
                        CriticScenes.evaluator
                            network
                            (n, m, points.Length)
                            (fun batch -> [ f batch ])
                            { inputs with
                                Between = Array.concat points
                            }
                        |> Array.head

                    let value =
                        CriticScenes.evaluator
                            network
                            (n, m, min n m)
                            (fun batch -> [ penalty.Value loss batch ])
                            inputs
                        |> Array.head
                        |> Array.head

                    let wanted =
                        direct
                            {
                                Witness =
                                    at (fun batch -> loss.Witness batch (batch.At batch.Between.Value))
                                    >> Array.map Array.singleton
                                Outputs =
                                    at (fun batch -> batch.At batch.Between.Value)
                                    >> CriticScenes.rows network.OutputSize
                                Layers = layers sizes inputs.Theta
                                Target = Points.toRows p.Nodes
                                Current = Points.toRows q.Nodes
                                TargetWeights = p.Weights
                                CurrentWeights = q.Weights
                                Between = CriticScenes.rows d between
                                Step = step
                            }

                    [ Equation.scalar "the penalty" (1.0 + abs wanted) value wanted ])

    /// Rows of a batch of both laws, and the points on the segments between them, by a seed.
    type Draw = Seed -> IMeasure -> IMeasure -> int -> float[][][]

    /// What the library's critic sees.
    let draw: Draw =
        fun seed p q batch ->
            CriticScenes.seen
                [ _.TargetPoints; _.CurrentPoints; (fun given -> given.Between.Value) ]
                batch
                batch
                seed
                p
                q

    /// Points on segments are drawn apart from the batch.
    let segments (name: string) (draw: Draw) : Law =
        Law.forEach
            {
                Name = "critic-segments"
                Statement =
                    "Penalties look at t x + (1 - t) y for each row x of the target's batch and y of the current law's, t uniform in [0, 1], "
                    + "drawn by a stream of its own: not correlated with the rows, nor with the next t."
                Source = "BSAG18-9"
                Judge = Judge.Statistical 1e-9
            }
            name
            [ 1; 1001; 2001 ]
            (fun first ->
                // Points of p in [0, 1), of q in [9, 10): where a point lies tells its t.
                let p =
                    Empirical.ofPoints (Points.init 64 1 (fun i _ -> float i / 64.0)) :> IMeasure

                let q =
                    Empirical.ofPoints (Points.init 64 1 (fun i _ -> 9.0 + float i / 64.0)) :> IMeasure

                let batch, seeds = 8, 100

                let drawn =
                    [|
                        for s in first .. first + seeds - 1 do
                            let rows = draw (Seed.create s) p q batch

                            for r in 0 .. batch - 1 do
                                let entry (part: float[][]) = Array.head part[r]
                                let x, y, b = entry rows[0], entry rows[1], entry rows[2]
                                x, y, (y - b) / (y - x)
                    |]

                let n = float drawn.Length
                let t = drawn |> Array.map (fun (_, _, t) -> t)

                // In units of their standard errors, of numbers of mean 0 and variance 1.
                let uniform (v: float) = (v - 0.5) * sqrt 12.0

                let correlation (a: float[]) (b: float[]) =
                    Seq.sum (Seq.map2 (*) a b) / float a.Length

                let ts = Array.map uniform t
                // Rows k/64: mean 63/128, variance (1 - 64^-2)/12.
                let row (v: float) =
                    (v - 63.0 / 128.0) * sqrt (12.0 / (1.0 - 1.0 / 4096.0))

                [
                    Equation.condition "t in [0, 1]" (t |> Array.forall (fun t -> t >= -1e-12 && t <= 1.0 + 1e-12))
                    Equation.scalar "the mean of t" (sqrt (1.0 / 12.0 / n)) (Array.average t) 0.5
                    // The variance of (t - 1/2)^2 is 1/80 - 1/144 = 1/180.
                    Equation.scalar
                        "the variance of t"
                        (sqrt (1.0 / 180.0 / n))
                        (t |> Array.averageBy (fun t -> square (t - 0.5)))
                        (1.0 / 12.0)
                    Equation.scalar
                        "t with the rows of p"
                        (1.0 / sqrt n)
                        (correlation ts (drawn |> Array.map (fun (x, _, _) -> row x)))
                        0.0
                    Equation.scalar
                        "t with the rows of q"
                        (1.0 / sqrt n)
                        (correlation ts (drawn |> Array.map (fun (_, y, _) -> row (y - 9.0))))
                        0.0
                    Equation.scalar
                        "t with the next t"
                        (1.0 / sqrt (n - 1.0))
                        (correlation ts[1..] ts[.. ts.Length - 2])
                        0.0
                ])
