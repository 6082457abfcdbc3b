using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Games;

/// <summary>ganflow game.</summary>
public sealed class GameTests
{
    private static double[] Field(JsonElement document, string name) =>
        [.. document.GetProperty("series").EnumerateArray().Select(s => s.GetProperty(name).GetDouble())];

    // |z+|^2 / |z|^2 of T21-4, a = tau s.
    [Theory]
    [InlineData("simultaneous", 1.09)]
    [InlineData("jacobi", 1.09)]
    [InlineData("joint", 1 / 1.09)]
    [InlineData("implicit", 1 / 1.09)]
    [InlineData("midpoint", 1)]
    [InlineData("extragradient", 1 - 0.09 + 0.0081)]
    [InlineData("heun", 1 + 0.0081 / 4)]
    [InlineData("rk4", 1 - 0.000729 / 72 + 0.00006561 / 576)]
    public void A_bilinear_game_changes_its_radius_by_the_factor_of_its_scheme(string scheme, double factor)
    {
        var answer = Cli.Run(
            "game", "--bilinear", "1.5", "--start", "1,0.5", "--scheme", scheme, "--tau", "0.2", "--steps", "5", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var radius2 = Field(answer.Json, "radius2");
        Assert.Equal(6, radius2.Length);
        Assert.Equal([0.0, 1, 2, 3, 4, 5], Field(answer.Json, "step"));
        Assert.Equal(1.25, radius2[0]);
        Assert.All(radius2.Zip(radius2.Skip(1)), pair => Assert.Equal(factor, pair.Second / pair.First, 1e-8));
        Assert.All(radius2.Zip(Field(answer.Json, "exact")), pair => Assert.Equal(pair.Second, pair.First, 1e-8));
        var (x, y) = (Field(answer.Json, "x"), Field(answer.Json, "y"));
        Assert.All(x.Zip(y, radius2), v => Assert.Equal(v.First * v.First + v.Second * v.Second, v.Third, 1e-12));
        Assert.Equal(0.2, answer.Json.GetProperty("tau").GetDouble());
        var name = scheme == "implicit" ? "joint" : scheme;
        Assert.Equal($"{name}:0.2", answer.Json.GetProperty("scheme").GetString());
        Assert.Equal(GameScheme.Parse($"{name}:0.2").Order, answer.Json.GetProperty("order").GetInt32());
        var conserved = answer.Json.GetProperty("conserved");
        Assert.Equal("|x|^2 + |y|^2", conserved.GetProperty("name").GetString());
        Assert.Equal(Math.Pow(factor, 5) - 1, conserved.GetProperty("drift").GetDouble(), 1e-7);
    }

    [Theory]
    [InlineData("simultaneous", "diverged")]
    [InlineData("joint", "converged")]
    [InlineData("midpoint", "periodic")]
    [InlineData("alternating", "periodic")]
    public void A_rotation_is_read_from_its_orbit(string scheme, string end)
    {
        var answer = Cli.Run("game", "--bilinear", "1", "--scheme", scheme, "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal(end, answer.Json.GetProperty("end").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("evidence").GetString()!);
        Assert.Equal("completed", answer.Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public void Alternating_steps_keep_their_own_quantity()
    {
        var answer = Cli.Run(
            "game", "--bilinear", "2", "--clocks", "0.5,3", "--start", "1,-1", "--scheme", "alternating", "--json");

        var conserved = answer.Json.GetProperty("conserved");
        Assert.Equal("|x|^2/0.5 + |y|^2/3 - 0.1 x^T A y", conserved.GetProperty("name").GetString());
        Assert.Equal(0, conserved.GetProperty("drift").GetDouble(), 1e-12);
    }

    [Fact]
    public void A_player_on_clock_0_stays()
    {
        var answer = Cli.Run("game", "--bilinear", "1", "--clocks", "0,1", "--steps", "3", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal([1.0, 1, 1, 1], Field(answer.Json, "x"));
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("conserved").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("series")[0].GetProperty("exact").ValueKind);
    }

    [Fact]
    public void A_matrix_and_a_start_come_from_files()
    {
        using var folder = new Folder();
        var matrix = folder.File("a.csv", "1,0,2\n0,3,-1\n");
        var start = folder.File("z.csv", "1\n2\n3\n4\n5\n");
        string[] args = ["game", "--scheme", "midpoint", "--steps", "10", "--json", "--start", start, "--bilinear"];

        var answer = Cli.Run([.. args, matrix]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var first = answer.Json.GetProperty("series")[0];
        Assert.Equal([1.0, 2], first.GetProperty("x").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal([3.0, 4, 5], first.GetProperty("y").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(0, answer.Json.GetProperty("conserved").GetProperty("drift").GetDouble(), 1e-12);
        Assert.Equal(answer.Output, Cli.Run(Cli.Bytes("1,0,2\n0,3,-1\n"), [.. args, "-"]).Output);
    }

    [Fact]
    public void A_Dirac_GAN_keeps_its_radius_and_contracts_by_its_penalty()
    {
        var free = Cli.Run("game", "--dirac", "non-saturating", "--scheme", "midpoint", "--steps", "800", "--json");
        Assert.Equal(0, free.Json.GetProperty("conserved").GetProperty("drift").GetDouble(), 1e-7);
        Assert.Equal("periodic", free.Json.GetProperty("end").GetString());

        var held = Cli.Run("game", "--dirac", "cross-entropy", "--penalty", "0.5", "--scheme", "rk4", "--json");
        Assert.Equal(("", 0), (held.Error, held.ExitCode));
        Assert.True(Field(held.Json, "radius2")[^1] < 1e-2);
    }

    [Fact]
    public void A_linear_quadratic_game_is_measured_from_its_equilibrium()
    {
        using var folder = new Folder();
        // P x + A y + p = 0, Q y - A^T x + q = 0 at (1, -1): p = -1 + 2, q = 1 + 2.
        var file = folder.File(
            "game.json", """{"P": [[1]], "A": [[2]], "Q": [[1]], "p": [1], "q": [3]}""");
        var answer = Cli.Run(
            "game", "--linear-quadratic", file, "--start", "1,-1", "--scheme", "rk4", "--steps", "7", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.All(Field(answer.Json, "radius2"), r => Assert.Equal(0, r, 1e-20));
        Assert.Contains("x*", answer.Json.GetProperty("conserved").GetProperty("name").GetString());

        // Strong convexity 1 in both: the flow contracts by e^(-2 t).
        var away = Cli.Run(
            "game", "--linear-quadratic", file, "--start", "2,3", "--scheme", "rk4", "--tau", "0.01", "--steps", "100", "--json");
        var radius2 = Field(away.Json, "radius2");
        Assert.Equal(Math.Exp(-2), radius2[^1] / radius2[0], 1e-7);
        Assert.True(away.Json.GetProperty("conserved").GetProperty("drift").GetDouble() < 0);
    }

    [Fact]
    public void Long_games_report_as_often_as_asked()
    {
        var answer = Cli.Run("game", "--bilinear", "1", "--scheme", "rk4", "--steps", "2500", "--json");
        Assert.Equal([0.0, 3, 6], Field(answer.Json, "step")[..3]);
        Assert.Equal(2500, Field(answer.Json, "step")[^1]);
        var every = Cli.Run("game", "--bilinear", "1", "--scheme", "rk4", "--steps", "2500", "--every", "1000", "--json");
        Assert.Equal([0.0, 1000, 2000, 2500], Field(every.Json, "step"));
    }

    [Fact]
    public void The_folder_holds_the_series_and_all_orbits_and_reruns()
    {
        using var folder = new Folder();
        var answer = Cli.Run(
            "game", "--bilinear", "1", "--schemes", "all", "--steps", "50", "--out", folder["out"], "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var schemes = answer.Json.GetProperty("schemes").EnumerateArray().ToArray();
        Assert.Equal(
            ["alternating", "jacobi", "gauss-seidel", "joint", "midpoint", "extragradient", "optimistic", "heun", "rk4"],
            schemes.Select(s => s.GetProperty("scheme").GetString()!.Split(':')[0]));
        Assert.All(schemes, s => Assert.Equal(
            s.GetProperty("exact").GetDouble(), s.GetProperty("radius2").GetDouble(), 1e-8));
        var page = File.ReadAllText(Path.Combine(folder["out"], "report.html"));
        Assert.Contains("simultaneous:0.1, jacobi:0.1", page, StringComparison.Ordinal);
        Assert.Contains("alternating:0.1, gauss-seidel:0.1", page, StringComparison.Ordinal);
        var series = File.ReadAllLines(Path.Combine(folder["out"], "series.csv"));
        Assert.Equal("step,time,x,y,radius2,exact,energy_x,energy_y", series[0]);
        Assert.Equal(52, series.Length);

        var again = Cli.Run("game", "--manifest", Path.Combine(folder["out"], "manifest.json"), "--json");
        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        Assert.Equal(
            answer.Json.GetProperty("series").GetRawText(), again.Json.GetProperty("series").GetRawText());
        Assert.Equal(
            answer.Json.GetProperty("schemes").GetRawText(), again.Json.GetProperty("schemes").GetRawText());
    }

    [Fact]
    public void The_table_lists_the_schemes()
    {
        var answer = Cli.Run("game", "--bilinear", "1", "--schemes", "joint,rk4", "--steps", "20");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("joint:0.1", answer.Output, StringComparison.Ordinal);
        Assert.Contains("rk4:0.1", answer.Output, StringComparison.Ordinal);
        Assert.Contains("The bilinear game x y by simultaneous:0.1, order 1", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Schemes_with_commas_of_their_own_are_given_in_a_list()
    {
        var answer = Cli.Run(
            "game", "--bilinear", "1", "--schemes",
            "joint, alternating@order:2,1, gauss-seidel:0.05@inner:2,1@order:2,1,heavy-ball:0.1,0.5,rk4", "--steps", "20",
            "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal(
            ["joint:0.1", "alternating:0.1@order:2,1", "gauss-seidel:0.05@order:2,1@inner:2,1", "heavy-ball:0.1,0.5", "rk4:0.1"],
            answer.Json.GetProperty("schemes").EnumerateArray().Select(s => s.GetProperty("scheme").GetString()));
        // The second player first: y moves along x = 1, then x along the new y.
        var alternating = Cli.Run(
            "game", "--bilinear", "1", "--scheme", "alternating", "--schemes", "alternating@order:2,1", "--tau", "0.5",
            "--steps", "1", "--json");
        Assert.Equal(
            [1.0, 0.75 * 0.75 + 0.25],
            [
                alternating.Json.GetProperty("series")[0].GetProperty("radius2").GetDouble(),
                alternating.Json.GetProperty("schemes")[0].GetProperty("radius2").GetDouble(),
            ]);
    }

    [Fact]
    public void A_joint_step_that_does_not_exist_is_a_failed_goal()
    {
        using var folder = new Folder();
        // Concave in x: beyond tau = 1 no player's objective has a minimum.
        var file = folder.File("game.json", """{"P": [[-1]], "A": [[1]], "Q": [[-1]]}""");
        var answer = Cli.Run("game", "--linear-quadratic", file, "--scheme", "joint", "--tau", "1.5", "--json");

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Contains("does not exist", answer.Error, StringComparison.Ordinal);
        Assert.Contains("shorter step", answer.Error, StringComparison.Ordinal);
        Assert.Equal("stalled", answer.Json.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("a game must be given: --bilinear NUMBER-or-FILE, --dirac LOSS or --linear-quadratic FILE.")]
    [InlineData("one game is played at a time, but --bilinear and --dirac are given.", "--bilinear", "1", "--dirac", "jsd")]
    [InlineData("--bilinear must be a finite number or a file, but is 'abc'.", "--bilinear", "abc")]
    [InlineData("the file 'nowhere.csv' does not exist.", "--bilinear", "nowhere.csv")]
    [InlineData("the file 'nowhere.json' does not exist.", "--linear-quadratic", "nowhere.json")]
    [InlineData("unknown loss 'vanila'; did you mean 'vanilla'?", "--dirac", "vanila")]
    [InlineData("--penalty is for --dirac, but the game is --bilinear.", "--bilinear", "1", "--penalty", "1")]
    [InlineData("--clocks must not be negative, but is '-1,1'.", "--bilinear", "1", "--clocks", "-1,1")]
    [InlineData("--clocks must not both be 0: a game in which nobody moves is none.", "--bilinear", "1", "--clocks", "0,0")]
    [InlineData("--clocks must be two finite numbers A,B, but is '1'.", "--bilinear", "1", "--clocks", "1")]
    [InlineData(
        "--start must have 2 numbers, 1 of x and 1 of y, since the game of a 1 x 1 matrix is played, but has 3.",
        "--bilinear", "1", "--start", "1,2,3")]
    [InlineData("--start must have as many numbers for x as for y, but has 3 in all.", "--dirac", "jsd", "--start", "1,2,3")]
    [InlineData(
        "--start must be finite numbers separated by commas, or a file, but is '1,x'.", "--bilinear", "1", "--start", "1,x")]
    [InlineData("unknown scheme 'jiont'; did you mean 'joint'?", "--bilinear", "1", "--scheme", "jiont")]
    [InlineData("unknown scheme 'jiont'; did you mean 'joint'?", "--bilinear", "1", "--schemes", "rk4,jiont")]
    [InlineData("unknown scheme '2'", "--bilinear", "1", "--schemes", "2,rk4")]
    [InlineData("unknown scheme ''", "--bilinear", "1", "--schemes", "rk4,,joint")]
    [InlineData("scheme own-steps is for players with integrators of their own", "--bilinear", "1", "--scheme", "own-steps")]
    [InlineData("scheme dopri5 chooses its own steps; give its tolerance", "--bilinear", "1", "--scheme", "dopri5")]
    [InlineData("--scheme joint:0.1 says its own step; leave out --tau", "--bilinear", "1", "--scheme", "joint:0.1", "--tau", "1")]
    [InlineData("must name every player once", "--bilinear", "1", "--scheme", "alternating@order:1,1")]
    [InlineData("players take turns only where one moves after the other", "--bilinear", "1", "--scheme", "joint@inner:1,2")]
    [InlineData("--tau must be above 0, but is 0.", "--bilinear", "1", "--tau", "0")]
    [InlineData("--steps must be at least 0, but is -1.", "--bilinear", "1", "--steps", "-1")]
    [InlineData("only one of --bilinear and --start can be standard input.", "--bilinear", "-", "--start", "-")]
    public void Bad_input_is_one_sentence(string sentence, params string[] args)
    {
        var answer = Cli.Run(["game", .. args]);

        Assert.Equal(("", ExitCode.BadInput), (answer.Output, answer.ExitCode));
        Assert.StartsWith("ganflow: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("--bilinear", "1,2,3\n4,5,6\n", "must have 5 numbers, 2 of x and 3 of y, since the game of a 2 x 3 matrix is played")]
    [InlineData("--linear-quadratic", "{}", "is not a JSON document with the matrices P, A and Q")]
    [InlineData("--linear-quadratic", """{"P": [[1]], "A": [[1]], "Q": [[1]], "R": 1}""", "is not a JSON document with")]
    [InlineData("--linear-quadratic", """{"P": [[1, 2], [3]], "A": [[1]], "Q": [[1]]}""", "the rows of P in")]
    [InlineData("--linear-quadratic", """{"P": [null], "A": [[1]], "Q": [[1]]}""", "the rows of P in")]
    [InlineData("--linear-quadratic", """{"P": [[1, 2], [3, 4]], "A": [[1], [1]], "Q": [[1]]}""", "P must be symmetric")]
    [InlineData("--linear-quadratic", """{"P": [[1]], "A": [[1, 2]], "Q": [[1]]}""", "A must be 1 x 1")]
    public void A_bad_file_is_refused(string option, string content, string sentence)
    {
        using var folder = new Folder();
        var answer = Cli.Run("game", option, folder.File("game.dat", content), "--start", "1,2,3,4");

        Assert.Equal(("", ExitCode.BadInput), (answer.Output, answer.ExitCode));
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
    }
}
