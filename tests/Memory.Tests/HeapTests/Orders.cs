namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>All orders in which a few blocks can be freed.</summary>
public static class Orders
{
    public static TheoryData<int[]> OfFour()
    {
        TheoryData<int[]> orders = [];
        for (int i = 0; i < 24; i++)
        {
            List<int> left = [0, 1, 2, 3];
            int[] order = new int[4];
            int rest = i;
            for (int n = 4; n > 0; n--)
            {
                order[4 - n] = left[rest % n];
                left.RemoveAt(rest % n);
                rest /= n;
            }

            orders.Add(order);
        }

        return orders;
    }
}
