namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The losses and penalties of critic networks that laws are run on.
[<AutoOpen>]
module RegisteredAdversarial =

    let private gaussian = Kernel.gaussian 1.0

    // E k(a, b) of the outputs, as a function of measures.
    let private meanOf (kernel: Kernel) (a: Tensor, v: Tensor) (b: Tensor, w: Tensor) : Tensor =
        let n, m = v.Shape[0], w.Shape[0]

        Tensor.sum (
            Kernel.matrix a b kernel
            * Tensor.reshape [| n; 1 |] v
            * Tensor.reshape [| 1; m |] w
        )

    /// MMD^2 of the outputs themselves: a loss of measures, and an integral probability metric squared.
    let internal mmdOfMeasures (kernel: Kernel) : AdversarialLoss =
        let sides (batch: CriticBatch) =
            (batch.Target, batch.TargetWeights), (batch.Current, batch.CurrentWeights)

        let value (batch: CriticBatch) =
            let p, q = sides batch

            meanOf kernel p p + meanOf kernel q q - 2.0 * meanOf kernel p q

        let witness (batch: CriticBatch) (at: Tensor) =
            let mean (points: Tensor) (w: Tensor) =
                Kernel.matrix at points kernel * Tensor.reshape [| 1; w.Shape[0] |] w
                |> Tensor.sumAlong 1

            mean batch.Target batch.TargetWeights - mean batch.Current batch.CurrentWeights

        AdversarialLoss.zeroSum $"the V-statistic of {kernel.Name}" value witness

    // -E_q u^2 with one factor held: half of the gradient of its value.
    let private held: AdversarialLoss =
        let oneOutput (h: Tensor) = Tensor.reshape [| h.Shape[0] |] h

        { AdversarialLoss.create
              "cross-entropy/held square"
              AdversarialLoss.vanilla.Critic
              (fun batch ->
                  let u = oneOutput batch.Current
                  -(Tensor.inner batch.CurrentWeights (Tensor.detach u * u)))
              (fun _ at -> oneOutput at) with
            Outputs = Some 1
            IsDetached = true
        }

    // Named losses, each with its formula.
    let internal formulas: (AdversarialLoss * (CriticOutputs -> float * float)) list =
        [
            for kernel in
                [
                    gaussian
                    Kernel.distance
                    Kernel.dot
                    Kernel.rqPaper
                    Kernel.rqCodeStar
                    Kernel.laplace 2.0
                ] do
                AdversarialLoss.mmd kernel, AdversarialFormulas.mmd kernel

            for lambda, kernel in [ 1.0, gaussian; 0.25, Kernel.polynomial 2; 1.0, Kernel.rqPaper ] do
                AdversarialLoss.scaledMmd lambda kernel, AdversarialFormulas.scaledMmd lambda kernel

            AdversarialLoss.wgan, AdversarialFormulas.wgan
            AdversarialLoss.cramer, AdversarialFormulas.cramer
            AdversarialLoss.cramerSurrogateLoss, AdversarialFormulas.surrogate

            AdversarialLoss.vanilla,
            AdversarialFormulas.classification ClassificationLoss.crossEntropy (fun u -> log (1.0 + exp u))

            AdversarialLoss.nonSaturating,
            AdversarialFormulas.classification ClassificationLoss.crossEntropy (fun u -> -(log (1.0 + exp -u)))

            for loss in [ ClassificationLoss.leastSquares; ClassificationLoss.exponential ] do
                AdversarialLoss.classification loss "identity" id, AdversarialFormulas.classification loss id
        ]

    /// Networks that the laws of a loss are run on: a line, and a perceptron.
    let internal networks (loss: AdversarialLoss) : (string * (int -> Network)) list =
        [
            "a line", (fun d -> Network.affine d (defaultArg loss.Outputs 3))
            "a perceptron", CriticScenes.perceptron loss
            "a normalised perceptron", CriticScenes.perceptron loss >> Network.spectrallyNormalised 2
        ]

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The losses of critic networks against generators.
        let adversarialLosses: AdversarialLoss list =
            List.map fst formulas
            @ [ mmdOfMeasures gaussian; mmdOfMeasures Kernel.distance; held ]

        /// The penalties of critic networks.
        let criticPenalties: CriticPenalty list = List.map fst CriticPenaltyLaws.formulas

    /// Their laws.
    let internal adversarial: Law list =
        [
            for loss in Registry.adversarialLosses do
                let perceptron = CriticScenes.perceptron loss
                yield! AdversarialLaws.all perceptron loss

                for name, network in networks loss do
                    if name <> "a perceptron" then
                        AdversarialLaws.step $"{loss.Name} on {name}" network loss []

            for loss, formula in formulas do
                AdversarialFormulas.definition (CriticScenes.perceptron loss) formula loss

            for constant, loss in
                [
                    1.0, AdversarialLoss.wgan
                    2.0, mmdOfMeasures gaussian
                    2.0, mmdOfMeasures Kernel.distance
                ] do
                AdversarialLaws.witness (CriticScenes.perceptron loss) constant loss

            for kernel in [ gaussian; Kernel.distance; Kernel.dot; Kernel.rqCodeStar ] do
                AdversarialFormulas.mmdVariation
                    Critic.adversarial
                    (CriticScenes.perceptron (AdversarialLoss.mmd kernel))
                    kernel

            for loss in
                [
                    AdversarialLoss.mmd Kernel.rqPaper
                    AdversarialLoss.mmd Kernel.distance
                    AdversarialLoss.wgan
                    AdversarialLoss.cramer
                    AdversarialLoss.scaledMmd 1.0 gaussian
                ] do
                for penalty, direct in CriticPenaltyLaws.formulas do
                    // At the points of p the witness of a distance has a cusp, of which no quotient tells the slope.
                    if not (penalty.Name.StartsWith "r1" && loss.Name = "mmd:distance") then
                        CriticPenaltyLaws.definition direct loss penalty

                    AdversarialLaws.step
                        $"{loss.Name} with {penalty.Name}"
                        (CriticScenes.perceptron loss)
                        loss
                        [ penalty ]

                AdversarialLaws.step
                    $"{loss.Name} with all penalties"
                    (CriticScenes.perceptron loss)
                    loss
                    Registry.criticPenalties

            CriticPenaltyLaws.segments "the library's batches" CriticPenaltyLaws.draw
        ]
