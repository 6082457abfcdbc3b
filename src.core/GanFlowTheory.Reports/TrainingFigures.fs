namespace GanFlowTheory.Core

/// The pictures of trainings: the convergence monitor, the certificate of the generator's steps, and the critic beside
/// the truth.
module internal TrainingFigures =

    let private time (p: ConvergencePoint) = p.Time

    let private decay (resampled: bool) (points: ConvergencePoint[]) : Markup list =
        let along = points |> Seq.map time

        let sampling =
            if resampled then
                " Each step is on fresh samples: the prediction holds for one sample, and the observed decay ends at the \
                 distance that two samples of this size have."
            else
                ""

        Curves.draw
            {
                Key = "decay"
                Heights = 300.0, 270.0
                Title = "Decay of MMD²: predicted against observed"
                XLabel = "flow time t"
                YLabel = "MMD²(t) / MMD²(0)"
                Caption =
                    "The decay of MMD² beside exp(−2 ∫ α dt), which is what the rate α along the way predicts: for steps \
                     that are short against the flow the two are one."
                    + sampling
                Axis = TimePlot.logarithmicWherePositive "it"
            }
            along
            [
                Curve.observed "observed" (TimePlot.known time _.ObservedDecay points)
                Curve.predicted "predicted exp(−2 ∫ α dt)" (TimePlot.known time _.PredictedDecay points)
            ]

    let private alpha (points: ConvergencePoint[]) : Markup list =
        Curves.draw
            {
                Key = "alpha"
                Heights = 220.0, 210.0
                Title = "The rate alpha over flow time"
                XLabel = "flow time t"
                YLabel = "rate α(t)"
                Caption =
                    "The rate α of d/dt MMD² = −2 α MMD². While it stays above a positive number MMD² falls \
                     exponentially; where it comes down to 0 the parameters no longer see the difference of the laws."
                Axis = Curves.spread
            }
            (points |> Seq.map time)
            [ Curve.observed "" (TimePlot.known time _.Alpha points) ]

    let private eigenvalue (points: ConvergencePoint[]) : Markup list =
        let values = TimePlot.known time _.SmallestEigenvalue points
        let count = Numerals.count values.Length

        if values.Length = 0 then
            [
                Page.empty
                    "The smallest eigenvalue of g was not computed: g has more than 200 rows, or the kernel a cusp."
            ]
        elif values |> Array.forall (fun (_, v) -> v = 0.0) then
            [
                Page.empty (
                    invariant
                        $"The smallest eigenvalue of g is 0 at each of the {count} states where it was computed: there are \
                      directions of the parameters that do not move the embedding of the law."
                )
            ]
        else
            Curves.draw
                {
                    Key = "eigenvalue"
                    Heights = 220.0, 210.0
                    Title = "The smallest eigenvalue of g over flow time"
                    XLabel = "flow time t"
                    YLabel = "smallest eigenvalue of g"
                    Caption =
                        invariant
                            $"The smallest eigenvalue of g, the metric of MMD pulled back to the parameters, at {count} \
                          states."
                    Axis = Curves.logarithmicOfPositive
                }
                (points |> Seq.map time)
                [ Curve.observed "" values ]

    /// The convergence monitor of a run; whether its samples were drawn anew after each step.
    let convergence (resampled: bool) (points: ConvergencePoint[]) : Markup list =
        decay resampled points @ alpha points @ eigenvalue points

    /// The certificates of a generator's steps.
    let certificates (points: GanStepPoint[]) : Markup list =
        let step (p: GanStepPoint) = float p.Step
        let along = points |> Seq.map step

        let cosines, ratios =
            TimePlot.known step _.Cosine points, TimePlot.known step _.LengthRatio points

        let figure key title label caption axis values =
            Curves.draw
                {
                    Key = key
                    Heights = 200.0, 200.0
                    Title = title
                    XLabel = "step"
                    YLabel = label
                    Caption = caption
                    Axis = axis
                }
                along
                [ Curve.observed "" values ]

        // What is left of 1 - cosine does not show in a picture of cosines near 1.
        let nearest =
            if cosines.Length = 0 then
                ""
            else
                let gap = cosines |> Array.map (fun (_, v) -> abs (1.0 - v)) |> Array.max

                (invariant
                    $" Over {Numerals.count cosines.Length} certified steps it is at most {Numerals.significant 2 gap} away from \
                  1.")

        if cosines.Length = 0 then
            [ Page.empty "The generator did not move at the certified steps." ]
        else
            figure
                "cosine"
                "Cosine of the GAN's step and the regression's"
                "cosine"
                ("The cosine of the angle between the generator's step on the loss E log(1 − D) and its regression on the \
                  targets of the ODE, from the same parameters against the same discriminator. One gradient step of each is \
                  the same step; more regression steps turn away from it."
                 + nearest)
                Curves.linear
                cosines
            @ figure
                "length-ratio"
                "Length of the regression's step over the GAN's"
                "length ratio"
                "The length of the regression's step over that of the GAN's."
                Curves.spread
                ratios

    /// A trained critic beside the truth.
    let truth (points: CriticTruth[]) : Markup list =
        let step (p: CriticTruth) = float p.Step

        let drawn =
            Curves.draw
                {
                    Key = "truth"
                    Heights = 260.0, 240.0
                    Title = "The trained critic beside the truth"
                    XLabel = "step"
                    YLabel = "correlation with the true first variation"
                    Caption =
                        "The correlation of the trained critic's potential with the true one, which is known here: the \
                         target has a density, and an affine generator makes a Gaussian. 1 is the truth itself, and above 0 \
                         the step goes down. Near the target the true gradient is small, and the critic's own errors \
                         show."
                    Axis = fun values -> Curves.linear (Array.append values [| 1.0 |])
                }
                (points |> Seq.map step)
                [
                    Curve.observed "in the metric of the parameters" (TimePlot.known step _.OnParameters points)
                    Curve.predicted "of the gradients at generated points" (TimePlot.known step _.OnPoints points)
                ]

        if drawn.IsEmpty then
            [
                Page.empty "The law of the generator has no density, so that the truth is not known."
            ]
        else
            drawn
