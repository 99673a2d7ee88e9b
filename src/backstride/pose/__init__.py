"""Video frames to keypoints: decoding, engines behind one protocol, the runner followed through the clip."""
