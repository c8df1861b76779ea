"""How much of an upload is taken in, whoever sends it: files are read before anybody asks who sent them."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_BYTES = 16 * 1024 * 1024


class NoLarger(FileUploadHandler):
    """Drops a file once it is too large, as if none had been sent; what its form said otherwise is kept."""

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > MOST_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None
