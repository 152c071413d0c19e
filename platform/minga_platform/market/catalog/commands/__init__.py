"""What can be done with stalls and goods, one verb a function."""
