using System;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Output;

public sealed class PicturesTests
{
    [Fact]
    public void Are_spread_evenly_over_the_fall_of_the_functional()
    {
        // Falls by 10 in each of the first five states, then hardly any more.
        double[] functional = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, .. Enumerable.Repeat(1e-5, 50)];

        var chosen = Pictures.Choose([.. Enumerable.Range(0, functional.Length)], functional);

        Assert.Equal([0, 1, 2, 3, 4, 55], chosen);
    }

    [Fact]
    public void Are_all_states_where_there_are_few_or_the_functional_is_not_positive()
    {
        Assert.Equal([0, 1, 2], Pictures.Choose([0, 1, 2], [3.0, 2.0, 1.0]));
        var many = Pictures.Choose([.. Enumerable.Range(0, 20)], [.. Enumerable.Range(0, 20).Select(i => 10.0 - i)]);
        Assert.Equal(20, many.Count);
    }

    [Fact]
    public void Are_six_distinct_ones_in_order_even_where_the_functional_rests()
    {
        var chosen = Pictures.Choose([.. Enumerable.Range(0, 20)], [.. Enumerable.Repeat(1.0, 20)]);

        Assert.Equal(6, chosen.Distinct().Count());
        Assert.Equal(chosen.Order(), chosen);
        Assert.Equal((0, 19), (chosen[0], chosen[^1]));
    }
}
