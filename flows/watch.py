"""What waits, looked after again and again."""

from prefect import flow

from tasks.watch import look_after, report_watch


@flow(name="watch")
def watch() -> str:
    """Canh: nối lại các lượt chạy, nhắc việc đến hạn và quá hạn, gửi thư. Chạy lặp lại theo lịch."""
    done = look_after()
    report_watch(done)
    return f"{done.made} new, {done.sent} sent, {len(done.mended)} mended"
