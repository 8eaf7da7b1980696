"""Who is told what, when and how: policies, schedules, texts, the worker of the outbox and its transports."""
