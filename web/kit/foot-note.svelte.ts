/** What is true of this server, at the right end of every foot bar that says nothing else. */
class FootNote {
  text = $state('Simulated. Nothing leaves this server.');
}

export const footNote = new FootNote();
