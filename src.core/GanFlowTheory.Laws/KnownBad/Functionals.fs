namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad functionals.
[<RequireQualifiedAccess>]
module internal BadFunctionals =

    let private scenes = Scenes.any
    let private gaussian = Kernel.gaussian 1.0

    let mmd p : Functional<IMeasure> = Functional.mmd gaussian p

    let private withVariation (change: IMeasure -> IMeasure -> Potential) (p: IMeasure) : Functional<IMeasure> =
        let f = mmd p
        Functional.create "bad" f.Value (change p)

    let doubled =
        withVariation (fun p q -> Potential.scale 2.0 ((mmd p).FirstVariation q))

    let private flipped =
        withVariation (fun p q -> Potential.scale -1.0 ((mmd p).FirstVariation q))

    // The slope of sqrt(1 + v) without its factor 1/2.
    let private wrongChain (p: IMeasure) : Functional<IMeasure> =
        mmd p
        |> Functional.map "bad" (fun v -> sqrt (1.0 + v)) (fun v -> 1.0 / sqrt (1.0 + v))

    let withoutSelf =
        withVariation (fun p _ -> Potential.scale -1.0 (Mmd.embedding gaussian p))

    let halfValues =
        withVariation (fun p q ->
            let xi = (mmd p).FirstVariation q
            let half = Array.map (fun v -> 0.5 * v)
            Potential.create (xi.Value >> half) xi.Gradient)

    // As a log-density without its normaliser where value and gradient are asked for together.
    let private withoutConstant =
        withVariation (fun p q ->
            let xi = (mmd p).FirstVariation q

            { xi with
                At =
                    fun x ->
                        let c = xi.At x
                        Covector(lazy (c.Values |> Array.map (fun v -> v - 0.25)), lazy c.Gradient)
            })

    let private withoutDiagonal (p: IMeasure) : Functional<IMeasure> =
        let f = mmd p

        { f with
            Evaluate =
                fun q ->
                    let e = f.Evaluate q
                    let diagonal = q.Weights |> Array.sumBy (fun w -> w * w)

                    { e with
                        Value = e.Value - 0.5 * diagonal
                    }
        }

    let private byValue (value: Tensor -> Tensor -> Tensor) (_: IMeasure) : Functional<IMeasure> =
        Functional.ofValue "bad" value

    let all: KnownBad list =
        [
            Flaw.bad "a missing factor 2" (FunctionalLaws.movingNodes scenes "" doubled)
            Flaw.bad "a sign flip" (FunctionalLaws.movingNodes scenes "" flipped)
            Flaw.bad "the slope of another function in the chain rule" (FunctionalLaws.movingNodes scenes "" wrongChain)
            Flaw.bad "a dropped self-term" (FunctionalLaws.movingNodes scenes "" withoutSelf)
            Flaw.bad "values half as large as their gradients say" (FunctionalLaws.movingWeights scenes "" halfValues)
            Flaw.bad "a dropped self-term in the values" (FunctionalLaws.movingWeights scenes "" withoutSelf)
            Flaw.bad "Evaluate without the diagonal" (FunctionalLaws.evaluate scenes "" withoutDiagonal)
            Flaw.bad "a constant lost with the gradient" (FunctionalLaws.evaluate scenes "" withoutConstant)
            Flaw.bad
                "a value that forgets the weights"
                (FunctionalLaws.movingNodes
                    scenes
                    ""
                    (byValue (fun x _ -> Tensor.mean (Tensor.sumAlong 1 (Tensor.square x)))))
            Flaw.bad
                "a value that is not one of measures: squared weights"
                (FunctionalLaws.evaluate
                    scenes
                    ""
                    (byValue (fun x w -> Tensor.inner (Tensor.square w) (Tensor.sumAlong 1 (Tensor.square x)))))
        ]
