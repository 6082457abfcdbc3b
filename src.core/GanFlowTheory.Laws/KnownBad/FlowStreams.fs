namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad draws of flows.
[<RequireQualifiedAccess>]
module internal BadFlowStreams =

    // One stream in place of another of the library's run.
    let private shared (from: string) (into: string) steps n d seed : Draws =
        let all = FlowStreamLaws.observed steps n d seed

        let find (name: string) =
            all |> List.find (fun (own, _) -> own.StartsWith name) |> snd

        all
        |> List.map (fun (name, values) ->
            if name.StartsWith into then
                name, find from
            else
                name, values)

    let private twice steps n d seed : Draws =
        let all = FlowStreamLaws.observed steps n d seed

        let name, values =
            all |> List.find (fun (name, _) -> name.StartsWith "diffusion of step 1")

        all
        |> List.map (fun (own, own') ->
            if own = "diffusion of step 2" then
                own, values
            else
                own, own')

    let private oneStream (seed: Seed) (count: int) (mixture: GaussianMixture) : Points =
        let picks = Seed.uniforms count seed
        let noise = Seed.normals count seed
        let means = mixture.Means

        Points.init count 1 (fun i _ -> means[int (picks[i] * float means.Length)][0] + noise[i])

    let private displaced (size: float -> float -> float -> float) a factor tau (seed: Seed) =
        Seed.normals 3000 seed |> Array.map (fun u -> size a factor tau * u)

    let all: KnownBad list =
        [
            Flaw.bad "noise from the critic's seed" (FlowStreamLaws.streams "" (shared "critic" "shift"))
            Flaw.bad
                "fresh samples from the seed of the diffusion"
                (FlowStreamLaws.streams "" (shared "diffusion" "fresh"))
            Flaw.bad "the diffusion of one step once more" (FlowStreamLaws.streams "" twice)
            Flaw.bad "noise from the seed of the components" (FlowStreamLaws.sampler "" oneStream)
            Flaw.bad
                "a diffusion of variance a D tau"
                (FlowStreamLaws.diffusion "" (displaced (fun a factor tau -> sqrt (a * factor * tau))))
            Flaw.bad
                "a diffusion that forgets D"
                (FlowStreamLaws.diffusion "" (displaced (fun a _ tau -> sqrt (2.0 * a * tau))))
            Flaw.bad
                "displacements that grow like tau"
                (FlowStreamLaws.diffusionScaling "" (displaced (fun a factor tau -> sqrt (2.0 * a * factor) * tau)))
        ]
