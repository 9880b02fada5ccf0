//! What is called of Uniswap's contracts.

use alloy_sol_types::sol;

sol! {
    #[sol(all_derives)]
    interface IFactory {
        event PairCreated(address indexed token0, address indexed token1, address pair, uint256 count);

        function createPair(address a, address b) external returns (address pair);
        function getPair(address a, address b) external view returns (address pair);
        function setFeeTo(address to) external;
    }

    #[sol(all_derives)]
    interface IPair {
        event Approval(address indexed owner, address indexed spender, uint256 value);
        event Transfer(address indexed from, address indexed to, uint256 value);
        event Mint(address indexed sender, uint256 amount0, uint256 amount1);
        event Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to);
        event Swap(address indexed sender, uint256 in0, uint256 in1, uint256 out0, uint256 out1, address indexed to);
        event Sync(uint112 reserve0, uint112 reserve1);

        function token0() external view returns (address);
        function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 at);
        function price0CumulativeLast() external view returns (uint256);
        function price1CumulativeLast() external view returns (uint256);
        function kLast() external view returns (uint256);
        function totalSupply() external view returns (uint256);
        function nonces(address owner) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function swap(uint256 out0, uint256 out1, address to, bytes calldata data) external;
        function skim(address to) external;
        function sync() external;
    }

    #[sol(all_derives)]
    interface IRouter {
        function addLiquidity(address a, address b, uint256 aDesired, uint256 bDesired, uint256 aMin, uint256 bMin, address to, uint256 deadline)
            external returns (uint256 aTaken, uint256 bTaken, uint256 liquidity);
        function addLiquidityETH(address token, uint256 desired, uint256 tokenMin, uint256 etherMin, address to, uint256 deadline)
            external payable returns (uint256 tokenTaken, uint256 etherTaken, uint256 liquidity);
        function removeLiquidity(address a, address b, uint256 liquidity, uint256 aMin, uint256 bMin, address to, uint256 deadline)
            external returns (uint256 aPaid, uint256 bPaid);
        function removeLiquidityWithPermit(address a, address b, uint256 liquidity, uint256 aMin, uint256 bMin, address to, uint256 deadline, bool approveMax, uint8 v, bytes32 r, bytes32 s)
            external returns (uint256 aPaid, uint256 bPaid);
        function removeLiquidityETH(address token, uint256 liquidity, uint256 tokenMin, uint256 etherMin, address to, uint256 deadline)
            external returns (uint256 tokenPaid, uint256 etherPaid);
        function removeLiquidityETHWithPermit(address token, uint256 liquidity, uint256 tokenMin, uint256 etherMin, address to, uint256 deadline, bool approveMax, uint8 v, bytes32 r, bytes32 s)
            external returns (uint256 tokenPaid, uint256 etherPaid);

        function swapExactTokensForTokens(uint256 amountIn, uint256 outMin, address[] calldata path, address to, uint256 deadline)
            external returns (uint256[] memory amounts);
        function swapTokensForExactTokens(uint256 amountOut, uint256 inMax, address[] calldata path, address to, uint256 deadline)
            external returns (uint256[] memory amounts);
        function swapExactETHForTokens(uint256 outMin, address[] calldata path, address to, uint256 deadline)
            external payable returns (uint256[] memory amounts);
        function swapETHForExactTokens(uint256 amountOut, address[] calldata path, address to, uint256 deadline)
            external payable returns (uint256[] memory amounts);
        function swapExactTokensForETH(uint256 amountIn, uint256 outMin, address[] calldata path, address to, uint256 deadline)
            external returns (uint256[] memory amounts);
        function swapTokensForExactETH(uint256 amountOut, uint256 inMax, address[] calldata path, address to, uint256 deadline)
            external returns (uint256[] memory amounts);

        function getAmountsOut(uint256 amountIn, address[] calldata path) external view returns (uint256[] memory amounts);
        function getAmountsIn(uint256 amountOut, address[] calldata path) external view returns (uint256[] memory amounts);
    }
}
