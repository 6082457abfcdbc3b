namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core

/// Pages of studies of disturbed images.
type DisturbancePageTests() =

    let images: Labelled =
        {
            Points = Points.init 60 64 (fun i k -> float ((i * 11 + k * 7) % 17))
            Labels = Array.init 60 (fun i -> i % 3)
        }

    let classifier =
        Classifier.train
            { ClassifierOptions.digits with
                Hidden = [ 4 ]
                Batch = 20
                Epochs = 1
            }
            images

    let settings =
        { DisturbanceSettings.digits with
            Count = 20
            Strengths = [ 0.0; 0.5; 1.0 ]
        }

    let study = DisturbanceStudy.run settings classifier images images
    let count (part: string) (page: string) = page.Split(part).Length - 1

    [<Fact>]
    member _.``each disturbance has its curves, its images and its numbers``() =
        let page = DisturbancePage.html study
        // Three curves for each of five, wide and narrow.
        Assert.Equal(10, count "<path class=\"observed\"" page)
        Assert.Equal(10, count "<path class=\"predicted\"" page)
        Assert.Equal(10, count "<path class=\"violation\"" page)
        Assert.Equal(5, count "class=\"images\"" page)
        // Eight images for each of three strengths.
        Assert.Equal(120, count "class=\"image\"" page)

        for course in study.Courses do
            Assert.Contains($"KID and FID under {course.Name}", page)

            for r in course.Readings do
                Assert.Contains($"<td>{Numerals.short r.Kid.Value}</td><td>{Numerals.short r.Fid.Value}</td>", page)

        Assert.Contains("prefers-color-scheme: dark", page)
        Assert.DoesNotContain("NaN", page)
        Assert.DoesNotContain("href=", page)
        Assert.True(page.Length < 1_000_000, string page.Length)
        Assert.Equal(page, DisturbancePage.html study)

    [<Fact>]
    member _.``images that are not 8 x 8 are not drawn, and one strength has its dot``() =
        let page =
            DisturbancePage.html
                { study with
                    Settings = { settings with Height = 4; Width = 16 }
                    Courses =
                        study.Courses
                        |> Array.map (fun c ->
                            { c with
                                Readings = Array.truncate 1 c.Readings
                            })
                }

        Assert.Equal(0, count "class=\"image\"" page)
        Assert.Contains("4 x 16", page)
        Assert.Contains("single", page)
