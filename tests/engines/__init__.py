"""The same journeys in the engines that people have: Blink, Gecko and WebKit."""
