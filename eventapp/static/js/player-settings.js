// Before the player's library: our stylesheet has what it would otherwise write into the page, which the policy forbids.
window.VIDEOJS_NO_DYNAMIC_STYLE = true;
